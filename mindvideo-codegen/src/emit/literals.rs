use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::{Parts, header, ident, record::alias, rules};
use crate::markdown;
use crate::model::{Literal, LiteralKind, Literals, Type, Variant};

/// An enum and its table:
///
/// ```ignore
/// pub enum Resolution { _720p, _1080p, _4k }
///
/// impl Literals for self::Resolution { const AT: …; const ALL: …; const WIRE: …; }
/// text_literals!(self::Resolution);
/// ```
pub(super) fn emit(made: &Type, literals: &Literals) -> Parts {
    let name = ident(&made.name.ident);
    // `Eq`, the order and `Hash` come with the tables: as derives they cost rustc twice as much.
    let derives = quote!(Clone, Copy, Debug, PartialEq);
    let header = header(made, &derives);
    let idents: Vec<_> = literals.variants.iter().map(|v| ident(&v.ident)).collect();
    let variants = literals
        .variants
        .iter()
        .zip(&idents)
        .map(|(variant, ident)| {
            let (wire, text) = wire(&variant.literal);
            let docs = format!(" {}", markdown::code(&wire));
            let alias = text.and_then(|text| alias(&text, &variant.ident));
            quote!(#[doc = #docs] #alias #ident,)
        });
    let at = rules::place(literals.at);
    let (tie, table) = table(literals);
    let root = made.is_input().then(|| super::validate(made));
    Parts {
        items: vec![quote! {
            #header
            pub enum #name {
                #(#variants)*
            }
        }],
        tables: quote! {
            impl Literals for self::#name {
                const AT: (u32, u32) = #at;
                const ALL: &'static [Self] = &[#(Self::#idents),*];
                const WIRE: Wire = #table;
            }
            #root
        },
        tie: Some((tie, name)),
    }
}

/// The macro that ties such an enum, and how JSON writes its values.
fn table(literals: &Literals) -> (&'static str, TokenStream) {
    let values = literals
        .variants
        .iter()
        .map(|Variant { literal, .. }| literal);
    match literals.kind {
        LiteralKind::Text => {
            let texts = values.map(plain);
            ("text_literals", quote!(Wire::Texts(&[#(#texts),*])))
        }
        LiteralKind::Integer => {
            let integers = values.map(plain);
            let table = quote!(Wire::Integers(&[#(#integers),*]));
            ("integer_literals", table)
        }
        LiteralKind::Mixed => {
            let values = values.map(tagged);
            ("mixed_literals", quote!(Wire::Mixed(&[#(#values),*])))
        }
    }
}

/// The value for documentation, and the text to find it by.
fn wire(literal: &Literal) -> (String, Option<String>) {
    match literal {
        Literal::Null => ("null".to_owned(), None),
        Literal::Boolean(value) => (value.to_string(), None),
        Literal::Integer(value) => (value.to_string(), None),
        Literal::Number(text) | Literal::Json(text) => (text.clone(), None),
        Literal::Text(text) => (text.clone(), Some(text.clone())),
    }
}

fn plain(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Null => quote!(),
        Literal::Boolean(value) => quote!(#value),
        Literal::Integer(value) => {
            let value = Token::i64_unsuffixed(*value);
            quote!(#value)
        }
        Literal::Number(text) | Literal::Text(text) | Literal::Json(text) => quote!(#text),
    }
}

/// The value as a `Literal`.
pub(super) fn tagged(literal: &Literal) -> TokenStream {
    let value = plain(literal);
    match literal {
        Literal::Null => quote!(Literal::Null),
        Literal::Boolean(_) => quote!(Literal::Boolean(#value)),
        Literal::Integer(_) => quote!(Literal::Integer(#value)),
        Literal::Number(_) => quote!(Literal::Number(#value)),
        Literal::Text(_) => quote!(Literal::Text(#value)),
        Literal::Json(_) => quote!(Literal::Json(#value)),
    }
}

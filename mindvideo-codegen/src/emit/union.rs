use proc_macro2::Literal as Token;
use quote::quote;

use super::{Parts, header, ident, rules, types, validate};
use crate::model::{Type, Union};

/// An enum with one variant for each of several JSON types.
pub(super) fn emit(
    made: &Type,
    Union {
        branches,
        rules: obeys,
    }: &Union,
) -> Parts {
    let scope = made.name.scope;
    let name = ident(&made.name.ident);
    let header = header(made, &quote!(Clone, Debug, PartialEq));
    let idents: Vec<_> = branches.iter().map(|b| ident(b.ident)).collect();
    let payloads = branches.iter().map(|b| types::path(scope, &b.of));
    let says = branches
        .iter()
        .map(|b| format!(" A JSON {}.", b.ident.to_lowercase()));
    let table = branches.iter().map(|branch| {
        let kinds = branch.types.iter().map(|name| ident(name));
        let rules = rules::emit(scope, &branch.rules);
        quote! {
            Branch {
                types: &[#(JsonType::#kinds),*],
                rules: #rules,
            }
        }
    });
    let places: Vec<_> = (0..branches.len()).map(Token::usize_unsuffixed).collect();
    let (last, earlier) = idents
        .split_last()
        .map_or((None, &[][..]), |(l, e)| (Some(l), e));
    let numbered = &places[..earlier.len()];
    let validate = validate(made);
    let obeys = (!obeys.is_empty()).then(|| {
        let rules = rules::emit(scope, obeys);
        quote!(const RULES: &'static [Rule] = #rules;)
    });
    Parts {
        items: vec![quote! {
            #header
            pub enum #name {
                #(#[doc = #says] #idents(#payloads),)*
            }
        }],
        tables: quote! {
            impl Union for self::#name {
                const BRANCHES: &'static [Branch] = &[#(#table),*];
                #obeys

                fn take<E: Error>(branch: usize, value: Value) -> Result<Self, E> {
                    match branch {
                        #(#numbered => union::payload(value).map(Self::#earlier),)*
                        _ => union::payload(value).map(Self::#last),
                    }
                }

                fn put<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(Self::#idents(value) => Typed::write(value, to),)*
                    }
                }

                fn holds(&self) -> bool {
                    match self {
                        #(Self::#idents(value) => Typed::obeys(value, Self::BRANCHES[#places].rules),)*
                    }
                }
            }
            #validate
            ::mindvideo::typed::prelude::union!(self::#name);
        },
    }
}

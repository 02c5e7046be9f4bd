//! From the [`Model`] to tokens. It cannot fail: everything was decided before.
//!
//! A module begins with what users read: types, constructors, setters. What ties them to
//! `mindvideo::typed` follows in one block with imports of its own: tables and calls, no algorithms.

mod literals;
mod newtype;
mod record;
mod rules;
mod types;
mod union;

use proc_macro2::{Ident, Literal as Token, Span, TokenStream};
use quote::quote;

use crate::model::{Location, Model, Scope, Shape, Type};

/// The items of a model's module:
///
/// ```ignore
/// pub struct Input { … }                          // the types
/// impl ::mindvideo::Model for Input { … }
/// static SCHEMA: ::mindvideo::typed::Source = …;
/// const _: () = { … };                            // their tables
/// pub mod defs { … }                              // the same for what stands under `$defs`
/// ```
pub(crate) fn emit(model: &Model) -> TokenStream {
    let (types, tables) = scope(model, Scope::Root);
    let source = source(model);
    let defs = module(
        model,
        Scope::Defs,
        "defs",
        "What the schema keeps under `$defs`.",
    );
    let definitions = module(
        model,
        Scope::Definitions,
        "definitions",
        "What the schema keeps under `definitions`.",
    );
    quote! {
        #types
        #source
        #tables
        #defs
        #definitions
    }
}

/// The types of a scope, and the block that holds their tables.
///
/// The block imports the names of `mindvideo::typed`. The module's own types, which may be called
/// anything, are named by `self::` in it.
fn scope(model: &Model, scope: Scope) -> (TokenStream, Option<TokenStream>) {
    let made = model.types.iter().filter(|made| made.name.scope == scope);
    let parts: Vec<Parts> = made.map(|made| parts(model, made)).collect();
    let types = parts.iter().map(|parts| &parts.item).cloned().collect();
    let tables: TokenStream = parts.into_iter().map(|parts| parts.tables).collect();
    let block = (!tables.is_empty()).then(|| {
        quote! {
            const _: () = {
                use ::mindvideo::typed::*;
                #tables
            };
        }
    });
    (types, block)
}

fn module(model: &Model, of: Scope, name: &str, docs: &str) -> Option<TokenStream> {
    let (types, tables) = scope(model, of);
    if types.is_empty() {
        return None;
    }
    let name = ident(name);
    Some(quote! {
        #[doc = #docs]
        pub mod #name {
            #types
            #tables
        }
    })
}

/// One type: what users see of it, and what ties it to the runtime.
struct Parts {
    item: TokenStream,
    tables: TokenStream,
}

fn parts(model: &Model, made: &Type) -> Parts {
    match &made.shape {
        Shape::Record(record) => record::emit(model, made, record),
        Shape::Literals(values) => literals::emit(made, values),
        Shape::Union(of) => union::emit(made, of),
        Shape::Newtype { inner, rules } => newtype::emit(made, inner, rules),
        Shape::Untyped => newtype::untyped(made),
        Shape::Alias(to) => newtype::alias(made, to),
    }
}

/// The schema itself, and what ties the root type to it.
fn source(model: &Model) -> TokenStream {
    let Model { slug, file, .. } = model;
    let schema = raw_string(&model.schema);
    let others = (!model.others.is_empty()).then(|| {
        let pairs = model.others.iter().map(|(uri, text)| {
            let text = raw_string(text);
            quote!((#uri, #text))
        });
        quote!(.with(&[#(#pairs),*]))
    });
    let dialect = model.dialect.map(|dialect| {
        let dialect = ident(dialect);
        quote!(.dialect(::mindvideo::typed::Dialect::#dialect))
    });
    quote! {
        impl ::mindvideo::Model for Input {
            const SLUG: &'static str = #slug;
            const SCHEMA: &'static str = #schema;
        }

        static SCHEMA: ::mindvideo::typed::Source =
            ::mindvideo::typed::Source::new(#file, <Input as ::mindvideo::Model>::SCHEMA)
                #others #dialect;
    }
}

/// The part of the schema that a type in `scope` is made from.
fn part(scope: Scope, location: &Location) -> TokenStream {
    let schema = match scope {
        Scope::Root => quote!(SCHEMA),
        Scope::Defs | Scope::Definitions => quote!(super::SCHEMA),
    };
    let pointer = &location.pointer;
    match &location.document {
        Some(uri) => quote!(#schema.part_of(#uri, #pointer)),
        None if pointer.is_empty() => quote!(#schema.root()),
        None => quote!(#schema.part(#pointer)),
    }
}

/// Doc comments, deprecation, and what a type derives.
fn header(made: &Type, derives: &TokenStream) -> TokenStream {
    let docs = docs(&made.docs);
    let deprecated = made.deprecated.then(|| quote!(#[deprecated]));
    quote! {
        #docs
        #deprecated
        #[derive(#derives)]
    }
}

/// Paragraphs as doc comments.
fn docs(paragraphs: &[String]) -> TokenStream {
    let text = paragraphs.join("\n\n");
    let lines = text.lines().map(|line| match line.trim_end() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// An identifier; `r#` is understood.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The text as a raw string, so that JSON stays readable.
fn raw_string(text: &str) -> TokenStream {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    let literal: Result<Token, _> = format!("r{hashes}\"{text}\"{hashes}").parse();
    match literal {
        // A carriage return, for one, cannot stand in a raw string.
        Ok(literal) if !text.contains('\r') => quote!(#literal),
        _ => quote!(#text),
    }
}

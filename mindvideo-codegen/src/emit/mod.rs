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

use std::collections::BTreeMap;

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
/// The block imports `mindvideo::typed::prelude`. The module's own types, which may be called
/// anything, are named by `self::` in it.
fn scope(model: &Model, scope: Scope) -> (TokenStream, Option<TokenStream>) {
    let made = model.types.iter().filter(|made| made.name.scope == scope);
    let parts: Vec<Parts> = made.map(|made| parts(model, made)).collect();
    let allow = allow_deprecated(model);
    let items = parts.iter().flat_map(|parts| &parts.items);
    let types = quote!(#(#allow #items)*);
    let ties = ties(&parts);
    let tables: TokenStream = parts.into_iter().map(|parts| parts.tables).collect();
    let block = (!tables.is_empty()).then(|| {
        quote! {
            #allow
            const _: () = {
                use ::mindvideo::typed::prelude::*;
                #tables
                #ties
            };
        }
    });
    (types, block)
}

/// What ties the types to the runtime, one call for all types of a shape: rustc pays for each call
/// of a macro.
fn ties(parts: &[Parts]) -> TokenStream {
    let mut tied: BTreeMap<&str, Vec<&Ident>> = BTreeMap::new();
    for (tie, name) in parts.iter().filter_map(|parts| parts.tie.as_ref()) {
        tied.entry(tie).or_default().push(name);
    }
    let calls = tied.into_iter().map(|(tie, names)| {
        let tie = ident(tie);
        quote!(::mindvideo::typed::prelude::#tie!(#(self::#names),*);)
    });
    calls.collect()
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
    items: Vec<TokenStream>,
    tables: TokenStream,
    /// The macro that ties it, and its name.
    tie: Option<(&'static str, Ident)>,
}

fn parts(model: &Model, made: &Type) -> Parts {
    let mut parts = match &made.shape {
        Shape::Record(record) => record::emit(model, made, record),
        Shape::Literals(values) => literals::emit(made, values),
        Shape::Union(of) => union::emit(made, of),
        Shape::Newtype { inner, rules } => newtype::emit(made, inner, rules),
        Shape::Untyped => newtype::untyped(made),
        Shape::Alias(to) => {
            let target = model.types.iter().find(|made| made.name == *to);
            let literals = target.is_some_and(|made| matches!(made.shape, Shape::Literals(_)));
            newtype::alias(made, to, literals.then(|| validate(made)))
        }
    };
    // A struct has them among its methods.
    if made.is_input() && !matches!(made.shape, Shape::Record(_)) {
        let checks = checks();
        parts.items.push(quote!(impl Input { #checks }));
    }
    parts
}

/// The methods of the input, so that its users need no trait in scope.
fn checks() -> TokenStream {
    quote! {
        /// Proves that every rule of the schema holds, or reports each that does not.
        pub fn validate(self) -> Result<::mindvideo::Valid<Self>, ::mindvideo::Report> {
            ::mindvideo::Validate::validate(self)
        }

        /// Reads a JSON text and proves that it fulfils the schema, or reports each violation.
        pub fn from_json(
            json: impl AsRef<[u8]>,
        ) -> Result<::mindvideo::Valid<Self>, ::mindvideo::Report> {
            ::mindvideo::Validate::from_json(json)
        }
    }
}

/// What the schema deprecates is used by the module itself: warnings are for its users.
fn allow_deprecated(model: &Model) -> Option<TokenStream> {
    let deprecates = |made: &Type| {
        let fields = match &made.shape {
            Shape::Record(record) => &record.fields[..],
            _ => &[],
        };
        made.deprecated || fields.iter().any(|field| field.deprecated)
    };
    let any = model.types.iter().any(deprecates);
    any.then(|| quote!(#[allow(deprecated)]))
}

/// The schema itself, and what ties the root type to it.
fn source(model: &Model) -> TokenStream {
    let Model { slug, file, .. } = model;
    let allow = allow_deprecated(model);
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
    let format = model.assert_format.then(|| quote!(.assert_format()));
    quote! {
        #allow
        impl ::mindvideo::Model for Input {
            const SLUG: &'static str = #slug;
            const SCHEMA: &'static str = #schema;
        }

        #allow
        static SCHEMA: ::mindvideo::typed::Source =
            ::mindvideo::typed::Source::new(#file, <Input as ::mindvideo::Model>::SCHEMA)
                #others #dialect #format;
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

/// What says which schema judges a type.
fn validate(made: &Type) -> TokenStream {
    let name = ident(&made.name.ident);
    let scope = made.name.scope;
    let own = part(scope, &made.location);
    let beside = made.beside.iter().map(|location| part(scope, location));
    let beside = (!made.beside.is_empty()).then(|| quote!(.beside(const { &[#(#beside),*] })));
    quote! {
        impl Validate for self::#name {
            const PART: Part = #own #beside;
        }
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
    let text = paragraphs.join("\n\n").replace("\r\n", "\n");
    // Control characters cannot stand in a comment.
    let lines = text.split(['\n', '\r']).map(|line| match line.trim_end() {
        "" => String::new(),
        line => format!(" {}", line.replace(char::is_control, " ")),
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

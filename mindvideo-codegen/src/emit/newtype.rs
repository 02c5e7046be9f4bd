use proc_macro2::TokenStream;
use quote::quote;

use super::{Parts, docs, header, ident, rules, types, validate};
use crate::model::{Rule, Type, TypeName, TypeRef};

/// A struct around one value that obeys rules of its own.
pub(super) fn emit(made: &Type, inner: &TypeRef, obeys: &[Rule]) -> Parts {
    let scope = made.name.scope;
    let name = ident(&made.name.ident);
    let header = header(made, &quote!(Clone, Debug, PartialEq));
    let complex = types::allow_complex([inner]);
    let shown = types::path(scope, inner);
    let inner = types::path_in_block(scope, inner);
    let rules = rules::emit(scope, obeys);
    let validate = validate(made);
    Parts {
        items: vec![quote! {
            #header
            #complex
            pub struct #name(pub #shown);
        }],
        tables: quote! {
            impl Newtype for self::#name {
                type Inner = #inner;
                const RULES: &'static [Rule] = #rules;

                fn wrap(inner: Self::Inner) -> Self {
                    Self(inner)
                }

                fn inner(&self) -> &Self::Inner {
                    &self.0
                }
            }
            #validate
        },
        tie: Some(("newtype", name)),
    }
}

/// A struct around any JSON value, judged by the evaluator.
pub(super) fn untyped(made: &Type) -> Parts {
    let name = ident(&made.name.ident);
    let header = header(made, &quote!(Clone, Debug, PartialEq));
    let validate = validate(made);
    Parts {
        items: vec![quote! {
            #header
            pub struct #name(pub ::mindvideo::typed::Value);
        }],
        tables: quote! {
            impl Untyped for self::#name {
                fn wrap(value: Value) -> Self {
                    Self(value)
                }

                fn inner(&self) -> &Value {
                    &self.0
                }
            }
            #validate
        },
        tie: Some(("untyped", name)),
    }
}

/// Another name for a type, and what the type needs to be an input.
pub(super) fn alias(made: &Type, to: &TypeName, tables: Option<TokenStream>) -> Parts {
    let docs = docs(&made.docs);
    let name = ident(&made.name.ident);
    let to = types::named(made.name.scope, to);
    Parts {
        items: vec![quote! {
            #docs
            pub type #name = #to;
        }],
        tables: tables.unwrap_or_default(),
        tie: None,
    }
}

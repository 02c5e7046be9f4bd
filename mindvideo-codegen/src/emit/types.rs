use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::ident;
use crate::model::{Field, Scope, TypeName, TypeRef};

/// A type as it is written in a module.
pub(super) fn path(from: Scope, of: &TypeRef) -> TokenStream {
    write(of, &|name| named(from, name))
}

/// The same in a block that has items of its own, which may hide those of the module.
pub(super) fn path_in_block(from: Scope, of: &TypeRef) -> TokenStream {
    write(of, &|name| {
        let path = named(from, name);
        if name.scope == from {
            quote!(self::#path)
        } else {
            path
        }
    })
}

fn write(of: &TypeRef, named: &dyn Fn(&TypeName) -> TokenStream) -> TokenStream {
    let path = |of: &TypeRef| write(of, named);
    match of {
        TypeRef::Never => quote!(::mindvideo::typed::Never),
        TypeRef::Null => quote!(::mindvideo::typed::Null),
        TypeRef::Boolean => quote!(bool),
        TypeRef::I64 => quote!(i64),
        TypeRef::Integer => quote!(::mindvideo::Integer),
        TypeRef::Number => quote!(::mindvideo::Number),
        TypeRef::String => quote!(String),
        TypeRef::Value => quote!(::mindvideo::typed::Value),
        TypeRef::List(items) => {
            let items = path(items);
            quote!(Vec<#items>)
        }
        TypeRef::Tuple(elements) => {
            let elements = elements.iter().map(path);
            quote!((#(#elements,)*))
        }
        TypeRef::Map(values) => {
            let values = path(values);
            quote!(::mindvideo::Map<#values>)
        }
        TypeRef::Nullable(inner) => {
            let inner = path(inner);
            quote!(Option<#inner>)
        }
        TypeRef::Boxed(inner) => {
            let inner = path(inner);
            quote!(Box<#inner>)
        }
        TypeRef::Named(name) => named(name),
    }
}

/// The schema has the last word on how long a type is: what allows one that clippy would have shorter,
/// even where a field is optional.
pub(super) fn allow_complex<'t>(
    types: impl IntoIterator<Item = &'t TypeRef>,
) -> Option<TokenStream> {
    let complex = types.into_iter().any(|of| complexity(of, 2) > 240);
    complex.then(|| quote!(#[allow(clippy::type_complexity)]))
}

/// As clippy counts it: ten for each type, times how deep it stands.
fn complexity(of: &TypeRef, depth: usize) -> usize {
    let inside = |of: &TypeRef| complexity(of, depth + 1);
    let inner = match of {
        TypeRef::List(of) | TypeRef::Map(of) | TypeRef::Nullable(of) | TypeRef::Boxed(of) => {
            inside(of)
        }
        TypeRef::Tuple(elements) => elements.iter().map(inside).sum(),
        _ => 0,
    };
    10 * depth + inner
}

pub(super) fn named(from: Scope, name: &TypeName) -> TokenStream {
    let to = ident(&name.ident);
    match (from, name.scope) {
        (from, scope) if from == scope => quote!(#to),
        (Scope::Root, Scope::Defs) => quote!(defs::#to),
        (Scope::Root, Scope::Definitions) => quote!(definitions::#to),
        (_, Scope::Root) => quote!(super::#to),
        (_, Scope::Defs) => quote!(super::defs::#to),
        (_, Scope::Definitions) => quote!(super::definitions::#to),
    }
}

/// The type of the argument that a field is given by, and what makes a value of the field's type of
/// it, unless it is one already.
pub(super) fn argument(
    from: Scope,
    field: &Field,
    name: &Ident,
) -> (TokenStream, Option<TokenStream>) {
    let of = &field.of;
    let exact = path(from, of);
    let converted = || (quote!(impl Into<#exact>), Some(quote!(#name.into())));
    match of {
        TypeRef::Named(_) if field.converts => converted(),
        TypeRef::Never
        | TypeRef::Null
        | TypeRef::Boolean
        | TypeRef::I64
        | TypeRef::Tuple(_)
        | TypeRef::Named(_) => (exact, None),
        TypeRef::List(items) => {
            let items = match path(from, items) {
                items if converts(of) => quote!(impl Into<#items>),
                items => items,
            };
            (
                quote!(impl IntoIterator<Item = #items>),
                Some(quote!(::mindvideo::typed::list(#name))),
            )
        }
        TypeRef::Nullable(inner) => {
            let inner = path(from, inner);
            (
                quote!(impl ::mindvideo::typed::IntoNullable<#inner>),
                Some(quote!(#name.into_nullable())),
            )
        }
        _ => converted(),
    }
}

/// Whether the items of a list are commonly given as another type, such as `&str`.
fn converts(list: &TypeRef) -> bool {
    let TypeRef::List(items) = list else {
        return false;
    };
    matches!(
        **items,
        TypeRef::String | TypeRef::Integer | TypeRef::Number | TypeRef::Value
    )
}

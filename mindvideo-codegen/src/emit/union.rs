use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::{Parts, docs, header, ident, literals, rules, types, validate};
use crate::model::{Branch, Scope, Test, Type, TypeRef, Union};

/// An enum with payloads, its table, and what converts into it:
///
/// ```ignore
/// pub enum Size { Preset(SizeChoice0), String(String) }
///
/// impl Union for self::Size { const BRANCHES: …; fn take(…) …; fn put(…) …; … }
/// impl From<String> for self::Size { … }
/// union!(self::Size);
/// ```
pub(super) fn emit(made: &Type, union: &Union) -> Parts {
    let scope = made.name.scope;
    let name = ident(&made.name.ident);
    let header = header(made, &quote!(Clone, Debug, PartialEq));
    let variants = union.branches.iter().map(|branch| {
        let says = docs(&branch.docs);
        let (variant, payload) = (ident(&branch.ident), types::path(scope, &branch.of));
        quote!(#says #variant(#payload),)
    });
    let allow = allow(&union.branches);
    let table = table(scope, union);
    let functions = functions(&union.branches);
    let validate = validate(made);
    let conversions = conversions(scope, made, &union.branches);
    Parts {
        items: vec![quote! {
            #header
            #allow
            pub enum #name {
                #(#variants)*
            }
        }],
        tables: quote! {
            impl Union for self::#name {
                #table
                #functions
            }
            #validate
            #conversions
        },
        tie: Some(("union", name)),
    }
}

/// The schema has the last word on how much larger one variant is than another.
fn allow(branches: &[Branch]) -> TokenStream {
    let large = branches.len() > 1 && branches.iter().any(|branch| may_be_large(&branch.of));
    let large = large.then(|| quote!(#[allow(clippy::large_enum_variant)]));
    let complex = types::allow_complex(branches.iter().map(|branch| &branch.of));
    quote!(#large #complex)
}

/// Whether a value may take much room where it stands.
fn may_be_large(of: &TypeRef) -> bool {
    match of {
        TypeRef::Tuple(_) | TypeRef::Named(_) => true,
        TypeRef::Nullable(inner) => may_be_large(inner),
        _ => false,
    }
}

/// What tells the variants apart, and what values obey.
fn table(scope: Scope, Union { branches, rules }: &Union) -> TokenStream {
    let rows = branches.iter().map(|branch| {
        let tests = branch.tests.iter().map(test);
        let rules = rules::emit(scope, &branch.rules);
        quote! {
            Branch {
                tests: &[#(#tests),*],
                rules: #rules,
            }
        }
    });
    let rules = (!rules.is_empty()).then(|| {
        let rules = rules::emit(scope, rules);
        quote!(const RULES: &'static [Rule] = #rules;)
    });
    quote! {
        const BRANCHES: &'static [Branch] = &[#(#rows),*];
        #rules
    }
}

/// From the number of a variant to its payload's type, and from a value to its payload.
fn functions(branches: &[Branch]) -> TokenStream {
    let idents: Vec<_> = branches.iter().map(|b| ident(&b.ident)).collect();
    let places: Vec<_> = (0..branches.len()).map(Token::usize_unsuffixed).collect();
    let (last, earlier) = idents
        .split_last()
        .map_or((None, &[][..]), |(l, e)| (Some(l), e));
    let numbered = &places[..earlier.len()];
    quote! {
        fn take(branch: usize, payload: &mut Payload<'_, '_, Self>) -> Option<()> {
            match branch {
                #(#numbered => payload.read(Self::#earlier),)*
                _ => payload.read(Self::#last),
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
}

fn test(test: &Test) -> TokenStream {
    match test {
        Test::Types(types) => {
            let types = types.iter().map(|name| ident(name));
            quote!(Test::Types(&[#(JsonType::#types),*]))
        }
        Test::Tag(name, values) => {
            let values = values.iter().map(literals::tagged);
            quote!(Test::Tag(#name, &[#(#values),*]))
        }
        Test::Has(name) => quote!(Test::Has(#name)),
        Test::Lacks(name) => quote!(Test::Lacks(#name)),
        Test::Fits => quote!(Test::Fits),
    }
}

/// A payload becomes the union where only one variant has its type.
fn conversions(scope: Scope, made: &Type, branches: &[Branch]) -> TokenStream {
    let name = ident(&made.name.ident);
    let unboxed = |of: &TypeRef| match of {
        TypeRef::Boxed(inner) => (**inner).clone(),
        other => other.clone(),
    };
    let payloads: Vec<TypeRef> = branches.iter().map(|branch| unboxed(&branch.of)).collect();
    let own = TypeRef::Named(made.name.clone());
    let single =
        |of: &TypeRef| *of != own && payloads.iter().filter(|other| *other == of).count() == 1;
    let single = branches.iter().zip(&payloads).filter(|(_, of)| single(of));
    let conversions = single.map(|(branch, of)| {
        let variant = ident(&branch.ident);
        let payload = types::path_in_block(scope, of);
        let boxed = matches!(branch.of, TypeRef::Boxed(_));
        let value = if boxed {
            quote!(Box::new(value))
        } else {
            quote!(value)
        };
        let text = (*of == TypeRef::String).then(|| {
            quote! {
                impl From<&str> for self::#name {
                    fn from(value: &str) -> Self {
                        Self::#variant(value.to_owned())
                    }
                }
            }
        });
        quote! {
            impl From<#payload> for self::#name {
                fn from(value: #payload) -> Self {
                    Self::#variant(#value)
                }
            }
            #text
        }
    });
    conversions.collect()
}

use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::{format_ident, quote};

use super::{Parts, checks, docs, header, ident, rules, types, validate};
use crate::model::{Field, Model, Record, Rest, Scope, Type, TypeRef};

/// A struct with its setters and tables:
///
/// ```ignore
/// pub struct Input { pub prompt: String, pub duration: Option<Duration> }
/// impl Input { pub fn new(…) -> Self; pub fn prompt(…) -> Self; … }
///
/// pub struct DraftInput { pub prompt: Option<String>, … }
/// impl Record for self::Input { … }
/// record!(self::Input);
/// ```
pub(super) fn emit(model: &Model, made: &Type, record: &Record) -> Parts {
    let requires = record.fields.iter().any(|field| field.required);
    let emitted = Emitted {
        model,
        made,
        record,
        scope: made.name.scope,
        name: ident(&made.name.ident),
        draft: requires.then(|| format_ident!("Draft{}", made.name.ident)),
    };
    let (item, methods) = (emitted.item(), emitted.methods());
    let (draft, record) = (emitted.draft(), emitted.record());
    Parts {
        items: vec![item, methods],
        tables: quote! {
            #draft
            #record
        },
        tie: Some(("record", emitted.name)),
    }
}

struct Emitted<'a> {
    model: &'a Model,
    made: &'a Type,
    record: &'a Record,
    scope: Scope,
    name: Ident,
    /// The struct while it is read, unless it is that itself: when nothing is required. In the
    /// block of tables, where no other type is named without `self::`.
    draft: Option<Ident>,
}

impl Emitted<'_> {
    fn item(&self) -> TokenStream {
        let derives = if self.draft.is_some() {
            quote!(Clone, Debug, PartialEq)
        } else {
            quote!(Clone, Debug, Default, PartialEq)
        };
        let header = header(self.made, &derives);
        let complex = self.allow_complex();
        let name = &self.name;
        let fields = self.record.fields.iter().map(|field| {
            let docs = docs(&field.docs);
            let alias = alias(&field.wire, &field.ident);
            let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
            let ident = ident(&field.ident);
            let of = self.field_type(field);
            quote!(#docs #alias #deprecated pub #ident: #of,)
        });
        let rest = self.record.rest.iter().map(|rest| {
            let (ident, of) = self.rest_type(rest);
            quote! {
                /// The members that the schema does not name.
                pub #ident: #of,
            }
        });
        quote! {
            #header
            #[must_use]
            #complex
            pub struct #name {
                #(#fields)*
                #(#rest)*
            }
        }
    }

    fn allow_complex(&self) -> Option<TokenStream> {
        types::allow_complex(self.record.fields.iter().map(|field| &field.of))
    }

    fn methods(&self) -> TokenStream {
        let name = &self.name;
        let new = self.new_fn();
        let setters = self.record.fields.iter().map(|field| self.setter(field));
        let checks = self.made.is_input().then(checks);
        let complex = self.allow_complex();
        quote! {
            #complex
            impl #name {
                #new
                #(#setters)*
                #checks
            }
        }
    }

    /// What the schema requires comes in, everything else is unset.
    fn new_fn(&self) -> TokenStream {
        let required = self.record.fields.iter().filter(|field| field.required);
        // The schema has the last word on how many there are.
        let many = required.clone().count() > 7;
        let allow = many.then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let parameters = required.map(|field| {
            let ident = ident(&field.ident);
            let (of, _) = types::argument(self.scope, field, &ident);
            quote!(#ident: #of)
        });
        let fields = self.record.fields.iter().map(|field| {
            let ident = ident(&field.ident);
            if !field.required {
                return quote!(#ident: None);
            }
            let (_, value) = types::argument(self.scope, field, &ident);
            let value = value.map(|value| quote!(: #value));
            quote!(#ident #value)
        });
        let rest = self.record.rest.iter().map(|rest| {
            let ident = ident(&rest.ident);
            quote!(#ident: ::mindvideo::Map::new())
        });
        quote! {
            /// What the schema requires; nothing else is set.
            #allow
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#fields,)* #(#rest)* }
            }
        }
    }

    fn setter(&self, field: &Field) -> TokenStream {
        let mut says = field.brief.clone();
        if matches!(field.of, TypeRef::Nullable(_)) {
            says.push_str(" `None` is `null`.");
        }
        let docs = docs(&[says]);
        let setter = ident(&field.setter);
        let member = ident(&field.ident);
        let name = ident("value");
        let (of, value) = types::argument(self.scope, field, &name);
        let value = value.unwrap_or_else(|| quote!(#name));
        let value = if field.required {
            value
        } else {
            quote!(Some(#value))
        };
        quote! {
            #docs
            pub fn #setter(mut self, #name: #of) -> Self {
                self.#member = #value;
                self
            }
        }
    }

    fn draft(&self) -> Option<TokenStream> {
        let draft = self.draft.as_ref()?;
        // `_1st` is in camel case, and `Draft_1st` is not.
        let allow = self.made.name.ident.starts_with('_');
        let allow = allow.then(|| quote!(#[allow(non_camel_case_types)]));
        let fields = self.record.fields.iter().map(|field| {
            let ident = ident(&field.ident);
            let of = types::path_in_block(self.scope, &field.of);
            quote!(pub #ident: Option<#of>,)
        });
        let rest = self.record.rest.iter().map(|rest| {
            let ident = ident(&rest.ident);
            let of = TypeRef::Map(Box::new(rest.of.clone()));
            let of = types::path_in_block(self.scope, &of);
            quote!(pub #ident: #of,)
        });
        let complex = self.allow_complex();
        Some(quote! {
            /// The struct while it is read: every field may still be missing.
            #allow
            #complex
            #[derive(Default)]
            pub struct #draft {
                #(#fields)*
                #(#rest)*
            }
        })
    }

    fn record(&self) -> TokenStream {
        let (name, file) = (&self.name, &self.model.file);
        let draft = self.draft.as_ref();
        let draft = draft.map_or_else(|| quote!(Self), |draft| quote!(#draft));
        let fields = self.record.fields.iter().map(|field| self.row(field));
        let rules = (!self.record.rules.is_empty()).then(|| {
            let rules = rules::emit(self.scope, &self.record.rules);
            quote!(const RULES: &'static [Rule] = #rules;)
        });
        let rest = self.record.rest.as_ref().map(|rest| {
            let ident = &rest.ident;
            let rules = (!rest.rules.is_empty()).then(|| {
                let rules = rules::emit(self.scope, &rest.rules);
                quote!(const REST_RULES: &'static [Rule] = #rules;)
            });
            quote! {
                const REST: Option<&'static str> = Some(#ident);
                #rules
            }
        });
        let (read, finish, visit) = (self.read_fn(), self.finish_fn(), self.visit_fn());
        let validate = validate(self.made);
        quote! {
            impl Record for self::#name {
                type Draft = #draft;
                const FILE: &'static str = #file;
                const FIELDS: &'static [Field] = &[#(#fields),*];
                #rest
                #rules
                #read
                #finish
                #visit
            }
            #validate
        }
    }

    /// `Field::optional::<Duration>("duration", (20, 5))`, with `.rules(&[…])` if there are any and
    /// `.named("image_urls_")` where Rust has another name for the member.
    fn row(&self, field: &Field) -> TokenStream {
        let of = types::path_in_block(self.scope, &field.of);
        let wire = &field.wire;
        let at = rules::place(field.at);
        let rules = (!field.rules.is_empty()).then(|| {
            let rules = rules::emit(self.scope, &field.rules);
            quote!(.rules(#rules))
        });
        let kind = if field.required {
            quote!(required)
        } else {
            quote!(optional)
        };
        let name = field.ident.trim_start_matches("r#");
        let named = (name != field.wire).then(|| quote!(.named(#name)));
        quote!(Field::#kind::<#of>(#wire, #at)#rules #named)
    }

    fn read_fn(&self) -> TokenStream {
        let arms = self.record.fields.iter().enumerate().map(|(index, field)| {
            let index = Token::usize_unsuffixed(index);
            let ident = ident(&field.ident);
            quote!(#index => from.read(&mut draft.#ident),)
        });
        let other = if let Some(rest) = &self.record.rest {
            let ident = ident(&rest.ident);
            quote!(_ => from.keep(&mut draft.#ident),)
        } else {
            quote!(_ => from.refuse(),)
        };
        let body = match (self.record.fields.is_empty(), &self.record.rest) {
            (true, Some(rest)) => {
                let ident = ident(&rest.ident);
                quote!(from.keep(&mut draft.#ident))
            }
            (true, None) => quote!(from.refuse()),
            _ => quote!(match field { #(#arms)* #other }),
        };
        let unused = |used: bool, name: &str| {
            if used {
                format_ident!("{name}")
            } else {
                format_ident!("_{name}")
            }
        };
        let has_fields = !self.record.fields.is_empty();
        let draft = unused(has_fields || self.record.rest.is_some(), "draft");
        let field = unused(has_fields, "field");
        quote! {
            fn member<M: Member>(#draft: &mut Self::Draft, #field: usize, from: &mut M) {
                #body
            }
        }
    }

    fn finish_fn(&self) -> TokenStream {
        if self.draft.is_none() {
            return quote! {
                fn finish(draft: Self) -> Option<Self> {
                    Some(draft)
                }
            };
        }
        let fields = self.record.fields.iter().map(|field| {
            let ident = ident(&field.ident);
            if field.required {
                quote!(#ident: draft.#ident?,)
            } else {
                quote!(#ident: draft.#ident,)
            }
        });
        let rest = self.record.rest.iter().map(|rest| {
            let ident = ident(&rest.ident);
            quote!(#ident: draft.#ident,)
        });
        quote! {
            fn finish(draft: Self::Draft) -> Option<Self> {
                Some(Self { #(#fields)* #(#rest)* })
            }
        }
    }

    fn visit_fn(&self) -> TokenStream {
        let fields = self.record.fields.iter().map(|field| {
            let ident = ident(&field.ident);
            let kind = if field.required {
                quote!(required)
            } else {
                quote!(optional)
            };
            quote!(each.#kind(&self.#ident);)
        });
        let rest = self.record.rest.iter().map(|rest| {
            let ident = ident(&rest.ident);
            quote!(each.rest(&self.#ident);)
        });
        let each = if self.record.fields.is_empty() && self.record.rest.is_none() {
            quote!(_)
        } else {
            quote!(each)
        };
        quote! {
            fn visit<E: Each>(&self, #each: &mut E) {
                #(#fields)*
                #(#rest)*
            }
        }
    }

    fn field_type(&self, field: &Field) -> TokenStream {
        let of = types::path(self.scope, &field.of);
        if field.required {
            of
        } else {
            quote!(Option<#of>)
        }
    }

    fn rest_type(&self, rest: &Rest) -> (Ident, TokenStream) {
        let of = TypeRef::Map(Box::new(rest.of.clone()));
        (ident(&rest.ident), types::path(self.scope, &of))
    }
}

/// For searching the documentation by the wire name where it does not read alike.
pub(super) fn alias(wire: &str, ident: &str) -> Option<TokenStream> {
    let plain = |text: &str| text.replace(['_', '#'], "").to_lowercase();
    let searchable = !wire.is_empty()
        && !wire.contains(['"', '\\'])
        && wire.chars().all(|c| !c.is_whitespace() && !c.is_control());
    (searchable && plain(ident.trim_start_matches("r#")) != plain(wire))
        .then(|| quote!(#[doc(alias = #wire)]))
}

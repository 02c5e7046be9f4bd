use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use super::tokens::{Fault, group, is_punct, number, split_at_commas};

/// What to write, for whoever wrote something else.
const USAGE: &str = "write `input!(model::Input { field: value, … })`";

/// `input!(model::Input { field: value, … })`: a `Valid<Input>` whose literals are judged while
/// compiling.
///
/// ```ignore
/// {
///     type __T0 = model::Input;
///     const __0: Given = check::<__T0>("prompt", 0, Given::Text("…"));    // at the literal
///     const _: () = check_struct::<__T0>(&["prompt"]);                    // at the type
///     proven(finish::<__T0>(Draft { prompt: value(__0), ..Default::default() }))
/// }
/// ```
pub fn input(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let Some((path, body)) = record(&tokens) else {
        let span = tokens.first().map_or_else(Span::call_site, TokenTree::span);
        return Fault::new(span, format!("an input is written as a struct: {USAGE}"))
            .compile_error();
    };
    let mut writing = Writing::default();
    let built = writing.record(path, body);
    let Writing {
        items, mut faults, ..
    } = writing;
    if let Some(fault) = faults.pop() {
        let errors = faults.iter().chain([&fault]).map(Fault::compile_error);
        return quote!({ #(#errors)* });
    }
    quote! {{
        #(#items)*
        ::mindvideo::typed::literal::proven(#built)
    }}
}

/// `path::Type { … }`
fn record(tokens: &[TokenTree]) -> Option<(&[TokenTree], &Group)> {
    let (last, path) = tokens.split_last()?;
    let body = group(last, Delimiter::Brace)?;
    let is_path = path
        .iter()
        .all(|token| matches!(token, TokenTree::Ident(_)) || is_punct(token, ':'));
    let keyword = matches!(
        path.first(),
        Some(TokenTree::Ident(word)) if ["if", "match", "loop", "unsafe", "const"].iter().any(|k| word == k)
    );
    (is_path && !path.is_empty() && !keyword).then_some((path, body))
}

/// The items that judge, collected while the expression is written.
#[derive(Default)]
struct Writing {
    items: Vec<TokenStream>,
    faults: Vec<Fault>,
    types: usize,
    literals: usize,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    record: &'a Ident,
    field: &'a str,
    depth: usize,
}

impl Writing {
    fn record(&mut self, path: &[TokenTree], body: &Group) -> TokenStream {
        let span = path.last().map_or_else(Span::call_site, TokenTree::span);
        let record = format_ident!("__T{}", self.types);
        let draft = format_ident!("__D{}", self.types);
        self.types += 1;
        self.items.push(quote! {
            type #record = #(#path)*;
            type #draft = <#record as ::mindvideo::typed::Record>::Draft;
        });
        let mut names = Vec::new();
        let mut fields = Vec::new();
        for part in split_at_commas(body.stream()) {
            let Some((name, value)) = self.field(part) else {
                continue;
            };
            let wire = name.to_string();
            let place = Place {
                record: &record,
                field: &wire,
                depth: 0,
            };
            let value = self.value(place, &value);
            fields.push(quote!(#name: #value));
            names.push(wire);
        }
        // The compiler's evaluation points at the type when a field is missing.
        self.items.push(quote_spanned! {span=>
            const _: () = ::mindvideo::typed::literal::check_struct::<#record>(&[#(#names),*]);
        });
        let rest = quote_spanned!(Span::mixed_site()=> ..::core::default::Default::default());
        quote! {
            ::mindvideo::typed::literal::finish::<#record>({
                #[allow(clippy::needless_update)]
                #draft { #(#fields,)* #rest }
            })
        }
    }

    /// `name: value`, or `name` alone for a variable of that name.
    fn field(&mut self, part: Vec<TokenTree>) -> Option<(Ident, Vec<TokenTree>)> {
        let mut tokens = part.into_iter();
        let first = tokens.next()?;
        let span = first.span();
        let TokenTree::Ident(name) = first else {
            self.fault(span, "a field is written `name: value`");
            return None;
        };
        let rest: Vec<TokenTree> = tokens.collect();
        match rest.split_first() {
            None => Some((name.clone(), vec![TokenTree::Ident(name)])),
            Some((colon, value)) if is_punct(colon, ':') && !value.is_empty() => {
                Some((name, value.to_vec()))
            }
            _ => {
                self.fault(span, "a field is written `name: value`");
                None
            }
        }
    }

    /// The value for the draft's field, an `Option`.
    fn value(&mut self, place: Place<'_>, value: &[TokenTree]) -> TokenStream {
        if let Some(given) = given(value) {
            let judged = self.judge(place, value, &given);
            return quote_spanned!(span(value)=> ::mindvideo::typed::literal::value(#judged));
        }
        let built = self.built(place, value);
        quote_spanned!(span(value)=> ::core::option::Option::Some(#built))
    }

    /// The value itself, for a value that is no literal.
    fn built(&mut self, place: Place<'_>, value: &[TokenTree]) -> TokenStream {
        if let [token] = value
            && let Some(items) = group(token, Delimiter::Bracket)
        {
            return self.array(place, items);
        }
        let span = span(value);
        let Place {
            record: owner,
            field,
            depth,
        } = place;
        if let Some((path, body)) = record(value) {
            let inner = self.record(path, body);
            return quote_spanned!(span=> ::core::convert::Into::into(#inner));
        }
        self.items.push(quote_spanned! {span=>
            const _: () =
                ::mindvideo::typed::literal::check_expression::<#owner>(#field, #depth);
        });
        let value = value.iter();
        quote_spanned!(span=> ::core::convert::Into::into(#(#value)*))
    }

    fn array(&mut self, place: Place<'_>, items: &Group) -> TokenStream {
        let inner = Place {
            depth: place.depth + 1,
            ..place
        };
        let mut literals = Vec::new();
        let mut values = Vec::new();
        for item in split_at_commas(items.stream()) {
            match given(&item) {
                Some(given) => {
                    let judged = self.judge(inner, &item, &given);
                    values.push(quote_spanned! {span(&item)=>
                        ::mindvideo::typed::Typed::from_literal(#judged)
                    });
                    literals.push(quote!(::core::option::Option::Some(#given)));
                }
                None => {
                    values.push(self.built(inner, &item));
                    literals.push(quote!(::core::option::Option::None));
                }
            }
        }
        let Place {
            record,
            field,
            depth,
        } = place;
        self.items.push(quote_spanned! {items.span()=>
            const _: () = ::mindvideo::typed::literal::check_array::<#record>(
                #field, #depth, &[#(#literals),*],
            );
        });
        quote_spanned!(items.span()=> ::std::vec::Vec::from([#(#values),*]))
    }

    /// An item that has the compiler judge a literal, at the literal's own place.
    fn judge(&mut self, place: Place<'_>, value: &[TokenTree], given: &TokenStream) -> Ident {
        let Place {
            record,
            field,
            depth,
        } = place;
        let name = format_ident!("__L{}", self.literals);
        self.literals += 1;
        self.items.push(quote_spanned! {span(value)=>
            const #name: ::mindvideo::typed::literal::Given =
                ::mindvideo::typed::literal::check::<#record>(#field, #depth, #given);
        });
        name
    }

    fn fault(&mut self, span: Span, message: &str) {
        self.faults
            .push(Fault::new(span, format!("{message}: {USAGE}")));
    }
}

/// The literal, if the value is one.
fn given(value: &[TokenTree]) -> Option<TokenStream> {
    let given = match value {
        [TokenTree::Literal(literal)] => match number(literal) {
            Some(text) => quote!(Number(#text)),
            None if is_string(&literal.to_string()) => quote!(Text(#literal)),
            None => return None,
        },
        [minus, TokenTree::Literal(literal)] if is_punct(minus, '-') => {
            let text = format!("-{}", number(literal)?);
            quote!(Number(#text))
        }
        [TokenTree::Ident(word)] if word == "true" || word == "false" => quote!(Boolean(#word)),
        [TokenTree::Ident(word)] if word == "null" => quote!(Null),
        _ => return None,
    };
    Some(quote!(::mindvideo::typed::literal::Given::#given))
}

fn is_string(literal: &str) -> bool {
    literal.starts_with('"') || literal.starts_with("r\"") || literal.starts_with("r#")
}

fn span(value: &[TokenTree]) -> Span {
    value.first().map_or_else(Span::call_site, TokenTree::span)
}

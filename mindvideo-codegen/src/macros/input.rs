use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use super::tokens::{Fault, group, is_punct, number, seen, split_at_commas};

/// What to write, for whoever wrote something else.
const USAGE: &str = "write `input!(model::Input { field: value, … })`";

/// `input!(model::Input { field: value, … })`: a `Valid<Input>` whose literals are judged while
/// compiling.
///
/// ```ignore
/// {
///     type __T0 = model::Input;
///     type __D0 = <__T0 as Struct>::Written;
///     const _: () = check::<__T0>("prompt", 0, Given::Text("…"));     // at the literal
///     const _: () = check_struct::<__T0>(&["prompt"]);                // at the type
///     proven(finish::<__T0>(__D0 { prompt: value(Given::Text("…")), ..Default::default() }))
/// }
/// ```
///
/// Fields are named by their identifiers without `r#`, which rustc takes for the same.
pub fn input(tokens: TokenStream) -> TokenStream {
    let mut tokens = seen(tokens);
    // A call may end with a comma.
    if tokens.last().is_some_and(|last| is_punct(last, ',')) {
        tokens.pop();
    }
    let Some((path, body)) = record(&tokens) else {
        let span = tokens.first().map_or_else(Span::call_site, TokenTree::span);
        return Fault::new(span, format!("an input is written as a struct: {USAGE}"))
            .compile_error();
    };
    let mut writing = Writing::default();
    let built = writing.record(path, body);
    let Writing { items, faults, .. } = writing;
    if !faults.is_empty() {
        let errors = faults.iter().map(Fault::compile_error);
        return quote!({ #(#errors;)* });
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
    is_path(path).then_some((path, body))
}

/// `path::Type`, `::path::Type`, or what `$path:path` stands for.
fn is_path(tokens: &[TokenTree]) -> bool {
    if let [TokenTree::Group(group)] = tokens {
        return group.delimiter() == Delimiter::None && is_path(&seen(group.stream()));
    }
    let names = tokens.split(|token| is_punct(token, ':'));
    let mut names = names.filter(|between| !between.is_empty()).peekable();
    let begins_a_block = |word: &str| BLOCKS.contains(&word);
    names.peek().is_some()
        && names.all(|between| match between {
            [TokenTree::Ident(name)] => !begins_a_block(&name.to_string()),
            _ => false,
        })
}

/// Words before a brace that make it no struct.
const BLOCKS: [&str; 5] = ["async", "const", "loop", "try", "unsafe"];

/// The items that judge, collected while the expression is written.
#[derive(Default)]
struct Writing {
    items: Vec<TokenStream>,
    faults: Vec<Fault>,
    types: usize,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    record: &'a Ident,
    field: &'a str,
    depth: usize,
}

/// What a value was written as.
enum Written {
    Literal(TokenStream),
    Built(Built),
}

/// What a value that is no literal was written as.
enum Built {
    Array(Group),
    Record(Vec<TokenTree>, Group),
    Expression(Vec<TokenTree>),
}

impl Writing {
    fn record(&mut self, path: &[TokenTree], body: &Group) -> TokenStream {
        let span = path.last().map_or_else(Span::call_site, TokenTree::span);
        let record = format_ident!("__T{}", self.types);
        let draft = format_ident!("__D{}", self.types, span = span);
        self.types += 1;
        self.items.push(quote! {
            type #record = #(#path)*;
            type #draft = <#record as ::mindvideo::typed::literal::Struct>::Written;
        });
        let mut names = Vec::new();
        let mut fields = Vec::new();
        for part in split_at_commas(body.stream()) {
            let Some((name, value)) = self.field(part, body) else {
                continue;
            };
            let plain = plain(&name);
            let place = Place {
                record: &record,
                field: &plain,
                depth: 0,
            };
            let value = self.value(place, &value);
            fields.push(quote!(#name: #value));
            names.push(plain);
        }
        // The compiler's evaluation points at the type when a field is missing.
        self.items.push(quote_spanned! {span=>
            const _: () = ::mindvideo::typed::literal::check_struct::<#record>(&[#(#names),*]);
        });
        let rest = quote_spanned!(Span::mixed_site()=> ..::core::default::Default::default());
        // rustc suggests a similar field only for a struct that the user's own tokens write.
        let mut fields = Group::new(Delimiter::Brace, quote!(#(#fields,)* #rest));
        fields.set_span(body.span());
        quote! {
            ::mindvideo::typed::literal::finish::<#record>({
                #[allow(clippy::needless_update)]
                #draft #fields
            })
        }
    }

    /// `name: value`, or `name` alone for a variable of that name.
    fn field(&mut self, part: Vec<TokenTree>, body: &Group) -> Option<(Ident, Vec<TokenTree>)> {
        let fault = match &part[..] {
            [TokenTree::Ident(name)] => return Some((name.clone(), part)),
            [TokenTree::Ident(name), colon, value @ ..] if is_punct(colon, ':') => {
                if !value.is_empty() {
                    return Some((name.clone(), seen(value.iter().cloned())));
                }
                Fault::new(colon.span(), format!("`{name}:` lacks its value"))
            }
            [] => nothing_between_commas(body),
            [dot, next, ..] if is_punct(dot, '.') && is_punct(next, '.') => Fault::new(
                dot.span(),
                "`..` has no place here: a field that is not written stays unset",
            ),
            [TokenTree::Literal(name), ..] => Fault::new(
                name.span(),
                "the name of a field stands without quotes: `name: value`",
            ),
            [first, ..] => Fault::new(first.span(), "a field is written `name: value`"),
        };
        self.faults.push(fault);
        None
    }

    /// The value for the draft's field, an `Option`.
    fn value(&mut self, place: Place<'_>, value: &[TokenTree]) -> TokenStream {
        let span = span(value);
        match self.written(value) {
            Written::Literal(given) => {
                self.judge(place, span, &given);
                quote_spanned!(span=> ::mindvideo::typed::literal::value(#given))
            }
            Written::Built(built) => {
                let built = self.built(place, span, built);
                quote_spanned!(span=> ::core::option::Option::Some(#built))
            }
        }
    }

    /// How the value is written.
    fn written(&mut self, value: &[TokenTree]) -> Written {
        if let Some(given) = given(value) {
            return Written::Literal(given);
        }
        if let [TokenTree::Literal(literal)] = value
            && let Some(kind) = foreign(literal)
        {
            let message = format!("JSON has no {kind}: write a string");
            self.faults.push(Fault::new(literal.span(), message));
        }
        let array = match value {
            [token] => group(token, Delimiter::Bracket),
            _ => None,
        };
        Written::Built(match (array, record(value)) {
            (Some(items), _) => Built::Array(items.clone()),
            (_, Some((path, body))) => Built::Record(path.to_vec(), body.clone()),
            _ => Built::Expression(value.to_vec()),
        })
    }

    /// The value itself, for a value that is no literal.
    fn built(&mut self, place: Place<'_>, span: Span, value: Built) -> TokenStream {
        match value {
            Built::Array(items) => self.array(place, &items),
            Built::Record(path, body) => {
                self.checked(place, span, &quote!(check_nested));
                let inner = self.record(&path, &body);
                quote_spanned!(span=> ::mindvideo::typed::literal::Holds::holding(#inner))
            }
            Built::Expression(tokens) => {
                self.checked(place, span, &quote!(check_expression));
                let tokens: TokenStream = tokens.into_iter().collect();
                quote_spanned!(span=> ::mindvideo::typed::literal::Fits::fit(#tokens))
            }
        }
    }

    fn array(&mut self, place: Place<'_>, items: &Group) -> TokenStream {
        let inner = Place {
            depth: place.depth + 1,
            ..place
        };
        let mut literals = Vec::new();
        let mut values = Vec::new();
        for item in split_at_commas(items.stream()) {
            let item = self.item(items, item);
            let span = span(&item);
            match self.written(&item) {
                Written::Literal(given) => {
                    self.judge(inner, span, &given);
                    values.push(quote_spanned! {span=>
                        ::mindvideo::typed::Typed::from_literal(#given)
                    });
                    literals.push(quote!(::core::option::Option::Some(#given)));
                }
                Written::Built(built) => {
                    values.push(self.built(inner, span, built));
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
        quote_spanned! {items.span()=>
            ::mindvideo::typed::literal::List::list(::std::vec::Vec::from([#(#values),*]))
        }
    }

    /// One item of an array, which must be there and stand for one only.
    fn item(&mut self, items: &Group, item: Vec<TokenTree>) -> Vec<TokenTree> {
        let repeats = item.iter().find(|token| is_punct(token, ';'));
        if let Some(semicolon) = repeats {
            let message = "the items of an array are written one by one: `[a, b]`";
            self.faults.push(Fault::new(semicolon.span(), message));
        } else if item.is_empty() {
            self.faults.push(nothing_between_commas(items));
        }
        seen(item)
    }

    /// An item that has the compiler judge a literal, at the literal's own place.
    fn judge(&mut self, place: Place<'_>, span: Span, given: &TokenStream) {
        let Place {
            record,
            field,
            depth,
        } = place;
        self.items.push(quote_spanned! {span=>
            const _: () =
                ::mindvideo::typed::literal::check::<#record>(#field, #depth, #given);
        });
    }

    /// An item that has the compiler refuse what only a run could judge.
    fn checked(&mut self, place: Place<'_>, span: Span, check: &TokenStream) {
        let Place {
            record,
            field,
            depth,
        } = place;
        self.items.push(quote_spanned! {span=>
            const _: () = ::mindvideo::typed::literal::#check::<#record>(#field, #depth);
        });
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

/// The kind of a literal that stands for no JSON value.
fn foreign(literal: &Literal) -> Option<&'static str> {
    let text = literal.to_string();
    let kinds = [
        ("b'", "bytes"),
        ("b", "byte strings"),
        ("c", "C strings"),
        ("'", "characters"),
    ];
    let kind = kinds.iter().find(|(prefix, _)| text.starts_with(prefix));
    kind.map(|(_, kind)| *kind)
}

/// The name without `r#`, which rustc takes for the same name.
fn plain(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn nothing_between_commas(group: &Group) -> Fault {
    Fault::new(group.span(), "there is nothing between two commas")
}

fn span(value: &[TokenTree]) -> Span {
    value.first().map_or_else(Span::call_site, TokenTree::span)
}

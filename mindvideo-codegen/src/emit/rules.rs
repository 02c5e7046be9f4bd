use mindvideo_schema::rules::format::Format;
use proc_macro2::{Literal as Token, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::part;
use crate::model::{Check, Place, Rule, Scope};

/// `&[Rule::MinLength(1, 13, 7)]`
pub(super) fn emit(scope: Scope, rules: &[Rule]) -> TokenStream {
    let rules = rules.iter().map(|rule| one(scope, rule));
    quote!(&[#(#rules),*])
}

/// `(13, 7)`
pub(super) fn place((line, column): Place) -> TokenStream {
    let (line, column) = (count(line), count(column));
    quote!((#line, #column))
}

fn one(scope: Scope, rule: &Rule) -> TokenStream {
    let (line, column) = (count(rule.at.0), count(rule.at.1));
    let limit = |limit: &u64| Token::u64_unsuffixed(*limit).into_token_stream();
    let (name, argument) = match &rule.check {
        Check::Integer => (quote!(Integer), None),
        Check::MinLength(least) => (quote!(MinLength), Some(limit(least))),
        Check::MaxLength(most) => (quote!(MaxLength), Some(limit(most))),
        Check::Pattern(text) => (quote!(Pattern), Some(pattern(text))),
        Check::Format(format) => (quote!(Format), Some(variant(*format))),
        Check::Minimum(least) => (quote!(Minimum), Some(quote!(#least))),
        Check::Maximum(most) => (quote!(Maximum), Some(quote!(#most))),
        Check::ExclusiveMinimum(bound) => (quote!(ExclusiveMinimum), Some(quote!(#bound))),
        Check::ExclusiveMaximum(bound) => (quote!(ExclusiveMaximum), Some(quote!(#bound))),
        Check::MultipleOf(divisor) => (quote!(MultipleOf), Some(quote!(#divisor))),
        Check::MinItems(least) => (quote!(MinItems), Some(limit(least))),
        Check::MaxItems(most) => (quote!(MaxItems), Some(limit(most))),
        Check::UniqueItems => (quote!(UniqueItems), None),
        Check::Items(rules) => (quote!(Items), Some(emit(scope, rules))),
        Check::Elements(each) => {
            let each = each.iter().map(|rules| emit(scope, rules));
            (quote!(Elements), Some(quote!(&[#(#each),*])))
        }
        Check::MinProperties(least) => (quote!(MinProperties), Some(limit(least))),
        Check::MaxProperties(most) => (quote!(MaxProperties), Some(limit(most))),
        Check::Members(rules) => (quote!(Members), Some(emit(scope, rules))),
        Check::Named(named, others) => {
            let named = named.iter().map(|(text, rules)| {
                let (pattern, rules) = (cell(text), emit(scope, rules));
                quote!((#pattern, #rules))
            });
            let others = others.as_ref().map(|rules| emit(scope, rules));
            let others = others.map_or_else(|| quote!(None), |rules| quote!(Some(#rules)));
            (quote!(Named), Some(quote!(&[#(#named),*], #others)))
        }
        Check::Required(calls) => {
            let calls = calls
                .iter()
                .map(|(name, called)| quote!((#name, &[#(#called),*])));
            (quote!(Required), Some(quote!(&[#(#calls),*])))
        }
        Check::Names(rules) => (quote!(Names), Some(emit(scope, rules))),
        Check::Schema(location) => {
            let part = part(scope, location);
            (quote!(Schema), Some(quote!(|| #part)))
        }
    };
    let argument = argument.map(|argument| quote!(#argument,));
    quote!(Rule::#name(#argument #line, #column))
}

/// `Format::DateTime`: the variant's name in Rust is that in `Debug`.
fn variant(format: Format) -> TokenStream {
    let name = format_ident!("{format:?}");
    quote!(Format::#name)
}

/// The text, and a cell that keeps it compiled.
fn pattern(text: &str) -> TokenStream {
    let cell = cell(text);
    quote!(#text, #cell)
}

/// Where it is kept compiled.
fn cell(text: &str) -> TokenStream {
    quote! {
        || {
            static PATTERN: PatternCell = PatternCell::new(#text);
            &PATTERN
        }
    }
}

fn count(value: u32) -> Token {
    Token::u32_unsuffixed(value)
}

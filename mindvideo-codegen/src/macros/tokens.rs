use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// What is wrong with the tokens of a macro, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
        }
    }

    /// An error of rustc at the place of the fault.
    pub(super) fn compile_error(&self) -> TokenStream {
        let message = &self.message;
        quote_spanned!(self.span=> ::core::compile_error! { #message })
    }
}

/// Tokens split at commas that stand in no bracket and in no list of generic arguments.
pub(super) fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    let mut angles = 0_usize;
    for token in tokens {
        let part = parts.last_mut();
        let after_colon = part
            .as_ref()
            .and_then(|part| part.last())
            .is_some_and(|last| is_punct(last, ':'));
        if is_punct(&token, '<') && (after_colon || angles > 0) {
            angles += 1;
        } else if is_punct(&token, '>') {
            angles = angles.saturating_sub(1);
        }
        if is_punct(&token, ',') && angles == 0 {
            parts.push(Vec::new());
        } else if let Some(part) = part {
            part.push(token);
        }
    }
    // A comma at the end begins nothing.
    if parts.last().is_some_and(Vec::is_empty) {
        parts.pop();
    }
    parts
}

/// Tokens as their writer sees them: what a `macro_rules!` fragment such as `$value:expr` stands for
/// comes in a group without delimiters.
pub(super) fn seen(tokens: impl IntoIterator<Item = TokenTree>) -> Vec<TokenTree> {
    let mut seen: Vec<TokenTree> = tokens.into_iter().collect();
    while let [TokenTree::Group(only)] = &seen[..]
        && only.delimiter() == Delimiter::None
    {
        seen = only.stream().into_iter().collect();
    }
    seen
}

pub(super) fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

pub(super) fn group(token: &TokenTree, delimiter: Delimiter) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}

/// The value of a string literal. `None` for other literals, and for escapes that no path needs.
pub(super) fn string(literal: &Literal) -> Option<String> {
    let text = literal.to_string();
    if let Some(raw) = text.strip_prefix('r') {
        let bare = raw.trim_matches('#');
        return Some(bare.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next()? {
                escaped @ ('\\' | '"' | '\'') => value.push(escaped),
                _ => return None,
            },
            (plain, false) => value.push(plain),
        }
    }
    Some(value)
}

/// The decimal text of a number literal, as JSON would write it, without `_` and suffix.
pub(super) fn number(literal: &Literal) -> Option<String> {
    let text = literal.to_string().replace('_', "");
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let digits = without_suffix(digits, &["i", "u"]);
            return u128::from_str_radix(digits, radix)
                .ok()
                .map(|n| n.to_string());
        }
    }
    let digits = without_suffix(&text, &["i", "u", "f"]);
    let digits = match digits.strip_suffix('.') {
        Some(whole) => whole.to_owned() + ".0",
        None => digits.to_owned(),
    };
    let significant = digits.trim_start_matches('0');
    Some(match significant.chars().next() {
        Some(first) if first.is_ascii_digit() => significant.to_owned(),
        _ => format!("0{significant}"),
    })
}

/// `8u32` is 8, `0.5f64` is 0.5; an `e` belongs to the number.
fn without_suffix<'a>(text: &'a str, letters: &[&str]) -> &'a str {
    letters
        .iter()
        .filter_map(|letter| text.find(letter))
        .min()
        .map_or(text, |at| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Literal {
        text.parse().unwrap()
    }

    #[test]
    fn strings() {
        for (text, value) in [
            (r#""schemas/a.json""#, Some("schemas/a.json")),
            (r##"r#"a"b"#"##, Some("a\"b")),
            (r#""a\\b\"c""#, Some("a\\b\"c")),
            (r#""a\nb""#, None),
            ("8", None),
        ] {
            assert_eq!(string(&literal(text)).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn numbers() {
        for (text, value) in [
            ("8", Some("8")),
            ("0", Some("0")),
            ("4_294_967_295u64", Some("4294967295")),
            ("0x10", Some("16")),
            ("0b11u8", Some("3")),
            ("0.5f32", Some("0.5")),
            ("1.", Some("1.0")),
            ("1e3", Some("1e3")),
            ("007", Some("7")),
            ("'a'", None),
        ] {
            assert_eq!(number(&literal(text)).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn commas() {
        let parts = |text: &str| split_at_commas(text.parse().unwrap()).len();
        assert_eq!(parts("a: 1, b: [1, 2], c: f(1, 2)"), 3);
        assert_eq!(parts("a: f::<A, B>(x), b: 1,"), 2);
        assert_eq!(parts("a: x < y, b: z > w"), 2);
        assert_eq!(parts(""), 0);
    }
}

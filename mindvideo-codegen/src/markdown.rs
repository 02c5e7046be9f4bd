//! Texts of schemas as documentation, which is Markdown: what they say stays, and nothing in them
//! becomes a code block that rustdoc would compile, a link to nowhere or a tag of HTML.

/// A description. Words between single backticks stay code, lists stay lists.
pub(crate) fn prose(text: &str) -> String {
    let text = text.replace('\t', " ").replace(is_hidden, "");
    let mut lines = Vec::new();
    // How far the text of the list item is indented that the line belongs to.
    let mut item = 0;
    for text in text.lines().map(str::trim) {
        let marker = marker(text);
        if text.is_empty() || marker > 0 {
            item = 0;
        }
        lines.push(format!("{:item$}{}", "", line(text)));
        if marker > 0 {
            item = marker;
        }
    }
    lines.join("\n")
}

/// Whether a character shows nothing, or turns the direction of what follows, which compilers
/// refuse in comments.
fn is_hidden(character: char) -> bool {
    (character.is_control() && character != '\n') || is_invisible(character)
}

/// Whether a character turns the direction of the text that follows it, or has no width.
pub(crate) fn is_invisible(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || matches!(character, '\u{ad}' | '\u{200b}' | '\u{2060}')
}

/// How long the marker is that makes a line an item of a list, with the space behind it: `- `, `12. `.
fn marker(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let ends: &[&str] = match digits {
        0 => &["- ", "* ", "+ "],
        _ => &[". ", ") "],
    };
    let rest = text.get(digits..).unwrap_or_default();
    if !ends.iter().any(|end| rest.starts_with(end)) {
        return 0;
    }
    let spaces = rest.bytes().skip(1).take_while(|byte| *byte == b' ');
    // After more of them stands code.
    let spaces = Some(spaces.count()).filter(|count| *count <= 4);
    digits + 1 + spaces.unwrap_or(1)
}

/// A text as code within a line. What code would not show stands in quotes, as JSON writes it.
pub(crate) fn code(text: &str) -> String {
    let is_hidden = |c| c == '\n' || is_hidden(c);
    let hidden = text.is_empty() || text.trim() != text || text.contains(is_hidden);
    let text = if hidden {
        format!("{text:?}")
    } else {
        text.to_owned()
    };
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default() + 1);
    format!("{fence} {text} {fence}")
}

/// A line without indentation, which would make it code.
fn line(text: &str) -> String {
    if text.starts_with("~~~") {
        return format!("\\{}", escaped(text));
    }
    // Backticks in pairs enclose code: the parts at odd places.
    let parts: Vec<&str> = text.split('`').collect();
    let paired = parts.len() % 2 == 1 && !text.contains("``");
    if !paired {
        return escaped(text).replace('`', "\\`");
    }
    let shown = parts
        .iter()
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => escaped(part),
            _ => format!("`{part}`"),
        });
    shown.collect()
}

/// Links stay links where they lead to the web.
fn escaped(text: &str) -> String {
    let (mut shown, mut rest) = (String::new(), text);
    while let Some((before, label, uri, after)) = link(rest) {
        shown.push_str(&words(before));
        shown.extend(["[", &word_of_letters(label), "](", uri, ")"]);
        rest = after;
    }
    shown + &words(rest)
}

/// The first link: what stands before it, its label, its target, and what follows.
fn link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let ends = |c: char| c.is_whitespace() || "<>[]()\\\"'".contains(c);
    text.match_indices("](").find_map(|(middle, joint)| {
        let left = text.get(..middle)?;
        let begin = left.rfind(['[', ']', '\\'])?;
        let (before, label) = (text.get(..begin)?, left.get(begin..)?.strip_prefix('[')?);
        let rest = text.get(middle + joint.len()..)?;
        let (uri, after) = rest.split_at_checked(rest.find(ends)?)?;
        let is_uri = uri.starts_with("https://") || uri.starts_with("http://");
        let is_link = is_uri && !label.trim().is_empty() && !before.ends_with(['!', '\\']);
        let link = (before, label, uri, after.strip_prefix(')')?);
        is_link.then_some(link)
    })
}

fn words(text: &str) -> String {
    let words: Vec<String> = text.split(' ').map(word).collect();
    words.join(" ")
}

/// A URI becomes a link; brackets become letters.
fn word(text: &str) -> String {
    let end = text
        .trim_end_matches(['.', ',', ';', ':', ')', '!', '?'])
        .len();
    let (uri, rest) = text.split_at(end);
    let is_uri = uri.starts_with("https://") || uri.starts_with("http://");
    if is_uri && !uri.contains(['<', '>', '[', ']', '\\']) {
        return format!("<{uri}>{}", word_of_letters(rest));
    }
    word_of_letters(text)
}

fn word_of_letters(text: &str) -> String {
    let text = text.replace('[', "\\[").replace(']', "\\]");
    let text = text.replace('<', "\\<");
    // One within brackets of its own, as in `(https://…)`.
    text.replace("://", ":\\//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_shows_what_it_says() {
        for (text, shown) in [
            ("Plain *text*, 100%.", "Plain *text*, 100%."),
            ("    indented", "indented"),
            ("a\n\n\tb", "a\n\nb"),
            ("```rust\nx\n```", "\\`\\`\\`rust\nx\n\\`\\`\\`"),
            ("~~~\nx", "\\~~~\nx"),
            ("use `a[0]` or `<b>`", "use `a[0]` or `<b>`"),
            ("an `unclosed one", "an \\`unclosed one"),
            ("[a](b) <c>", "\\[a\\](b) \\<c>"),
            ("see https://x.y/z.", "see <https://x.y/z>."),
            ("(https://x.y)", "(https:\\//x.y)"),
            (
                "see [the docs](https://x.y/z), [a](b), [c](http://d).",
                "see [the docs](https://x.y/z), \\[a\\](b), [c](http://d).",
            ),
            ("![an image](https://x.y)", "!\\[an image\\](https:\\//x.y)"),
            ("[a](https://x y)", "\\[a\\](https:\\//x y)"),
            ("- one\n- two", "- one\n- two"),
            ("a\u{202e}b\u{7}c\rd\te", "abcd e"),
            ("1. one\nmore\n\nelse", "1. one\n   more\n\nelse"),
            ("+  one\nmore", "+  one\n   more"),
            ("-      code\nmore", "-      code\n  more"),
            ("a\u{200b}b\u{ad}c", "abc"),
        ] {
            assert_eq!(prose(text), shown);
        }
    }

    #[test]
    fn code_shows_every_character() {
        for (text, shown) in [
            ("16:9", "`16:9`"),
            ("", "`\"\"`"),
            (" a", "`\" a\"`"),
            ("\n", "`\"\\n\"`"),
            ("a\u{2066}b", "`\"a\\u{2066}b\"`"),
            ("a`b", "`` a`b ``"),
            ("```", "```` ``` ````"),
        ] {
            assert_eq!(code(text), shown);
        }
    }
}

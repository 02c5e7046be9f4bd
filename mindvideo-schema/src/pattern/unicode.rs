//! Unicode properties: from their names in `\p{..}` to sets of code points.

use super::set::Ranges;
use super::unicode_tables::{
    BINARY, CATEGORIES, CATEGORY_RUNS, SCRIPT_EXTENSIONS, SCRIPT_RUNS, SCRIPTS,
};

const END: u32 = 0x11_0000;

/// The set that `expression`, the inside of the braces of `\p{..}`, stands for.
pub(super) fn property(expression: &str) -> Option<Ranges> {
    match expression.split_once('=') {
        Some(("General_Category" | "gc", value)) => category(value),
        Some(("Script" | "sc", value)) => Some(script(script_number(value)?)),
        Some(("Script_Extensions" | "scx", value)) => {
            Some(script_extensions(script_number(value)?))
        }
        Some(_) => None,
        None => category(expression)
            .or_else(|| rule(expression))
            .or_else(|| binary(expression)),
    }
}

/// Whether an identifier may begin with this character.
pub(super) fn is_id_start(c: char) -> bool {
    c == '$' || c == '_' || has(c, "ID_Start")
}

/// Whether an identifier may go on with this character.
pub(super) fn is_id_continue(c: char) -> bool {
    c == '$' || c == '\u{200C}' || c == '\u{200D}' || has(c, "ID_Continue")
}

/// Whether a character is in one of these general categories.
pub(crate) fn is_in_category(c: char, names: &[&str]) -> bool {
    let category = value(CATEGORY_RUNS, c);
    let masks = names.iter().filter_map(|name| lookup(CATEGORIES, name));
    masks.fold(0, |all, mask| all | mask) >> category & 1 == 1
}

/// Whether a character is of a script, in the sense of `Script=`.
pub(crate) fn is_in_script(c: char, name: &str) -> bool {
    script_number(name).map(u32::from) == Some(value(SCRIPT_RUNS, c))
}

/// The value of the run that a character is in.
fn value(table: &[u32], c: char) -> u32 {
    let after = table.partition_point(|run| run >> 8 <= u32::from(c));
    table.get(after.wrapping_sub(1)).map_or(0, |run| run & 0xFF)
}

fn has(c: char, name: &str) -> bool {
    let code = u32::from(c);
    let category = value(CATEGORY_RUNS, c);
    BINARY.iter().any(|&(_, long, mask, toggles)| {
        let differs = toggles.partition_point(|&point| point <= code) % 2 == 1;
        long == name && (mask >> category & 1 == 1) != differs
    })
}

fn category(name: &str) -> Option<Ranges> {
    let mask = lookup(CATEGORIES, name)?;
    Some(runs(CATEGORY_RUNS, |category| mask >> category & 1 == 1))
}

/// The properties that are rules rather than data.
fn rule(name: &str) -> Option<Ranges> {
    match name {
        "ASCII" => Some(Ranges::of(&[(0, 0x7F)])),
        "Any" => Some(Ranges::of(&[(0, END - 1)])),
        "Assigned" => category("Cn").map(Ranges::complement),
        _ => None,
    }
}

fn binary(name: &str) -> Option<Ranges> {
    let &(_, _, mask, toggles) = BINARY
        .iter()
        .find(|entry| entry.0 == name || entry.1 == name)?;
    let mut points = toggles.to_vec();
    for &(first, last) in runs(CATEGORY_RUNS, |category| mask >> category & 1 == 1).as_slice() {
        points.extend([first, last + 1]);
    }
    points.sort_unstable();
    Some(between(&points))
}

/// What lies between the points of odd and of even rank. A point that comes twice changes nothing.
fn between(points: &[u32]) -> Ranges {
    let mut out = Ranges::default();
    for pair in points.chunks_exact(2) {
        if let &[first, after] = pair
            && first < after
        {
            out.push(first, after - 1);
        }
    }
    out
}

fn script_number(name: &str) -> Option<u8> {
    lookup(SCRIPTS, name)
}

fn script(number: u8) -> Ranges {
    runs(SCRIPT_RUNS, |script| script == u32::from(number))
}

fn script_extensions(number: u8) -> Ranges {
    let mut listed = Ranges::default();
    let mut with = Ranges::default();
    for &(first, last, scripts) in SCRIPT_EXTENSIONS {
        listed.push(first, last);
        if scripts.contains(&number) {
            with.push(first, last);
        }
    }
    let mut out = script(number).without(&listed);
    out.union(&with);
    out
}

/// The runs of a table whose value is wanted.
fn runs(table: &[u32], wanted: impl Fn(u32) -> bool) -> Ranges {
    let mut out = Ranges::default();
    let ends = table.iter().skip(1).map(|run| run >> 8).chain([END]);
    for (run, end) in table.iter().zip(ends) {
        if wanted(run & 0xFF) {
            out.push(run >> 8, end - 1);
        }
    }
    out
}

fn lookup<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    let index = table.binary_search_by(|entry| entry.0.cmp(name)).ok()?;
    table.get(index).map(|entry| entry.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::set::CharSet;

    fn set(expression: &str) -> CharSet {
        property(expression)
            .unwrap_or_else(|| panic!("{expression}"))
            .freeze()
    }

    #[test]
    fn members_and_others() {
        let cases = [
            ("L", "aZéπ中ǅ", "1 _\u{301}"),
            ("Letter", "aπ", "1"),
            ("gc=Lu", "AÉΠ", "aé1"),
            ("General_Category=Uppercase_Letter", "A", "a"),
            ("LC", "aAǅ", "ª中"),
            ("Nd", "09\u{7C0}\u{9EA}", "a½"),
            ("digit", "5\u{966}", "x"),
            ("punct", "!-_", "+a"),
            ("Sc", "$€", "a"),
            ("Zs", " \u{A0}\u{3000}", "\t\n"),
            ("Cn", "\u{378}\u{10FFFF}", "a"),
            ("Assigned", "a\u{E000}", "\u{378}"),
            ("Any", "a\u{10FFFF}", ""),
            ("ASCII", "\0\u{7F}", "\u{80}"),
            ("ASCII_Hex_Digit", "09afAF", "gG\u{FF21}"),
            ("Hex", "a\u{FF21}", "g"),
            ("Alphabetic", "aπ\u{345}Ⅷ", "1-"),
            ("ID_Start", "aπℼ℘", "1_$"),
            ("IDC", "a1_π·", "-$"),
            ("White_Space", " \u{85}\u{2028}", "\u{FEFF}a"),
            ("Uppercase", "AⅧ", "aⅷ"),
            ("Lower", "aªⅷ", "A"),
            ("Emoji", "😀#1❤", "a"),
            ("Emoji_Presentation", "😀", "❤#"),
            ("Extended_Pictographic", "😀❤©", "#"),
            ("Script=Greek", "αΩ", "a\u{342}"),
            ("sc=Grek", "α", "a"),
            ("Script_Extensions=Greek", "α\u{342}", "a"),
            ("scx=Deva", "\u{966}\u{951}\u{1CD0}", "a"),
            ("Script=Common", "1 \u{964}", "a"),
            ("scx=Common", "1 ", "\u{964}a"),
            ("sc=Qaai", "\u{300}", "a"),
            ("sc=Zzzz", "\u{378}", "a"),
        ];
        for (expression, inside, outside) in cases {
            let set = set(expression);
            for c in inside.chars() {
                assert!(set.contains(c), "{expression} lacks {c:?}");
            }
            for c in outside.chars() {
                assert!(!set.contains(c), "{expression} has {c:?}");
            }
        }
    }

    #[test]
    fn names_are_exact() {
        for name in [
            "",
            "=",
            "l",
            "letter",
            "Lx",
            "gc=",
            "gc=Greek",
            "Script",
            "sc=L",
            "Greek",
            "IsGreek",
            "InGreek",
            "RGI_Emoji",
            "gc=Any",
            "alphabetic",
        ] {
            assert!(property(name).is_none(), "{name}");
        }
    }

    #[test]
    fn every_name_has_members_and_tables_are_sorted() {
        let names = CATEGORIES
            .iter()
            .map(|entry| entry.0)
            .chain(BINARY.iter().flat_map(|entry| [entry.0, entry.1]));
        for name in names {
            assert!(!set(name).ranges().is_empty(), "{name}");
        }
        for (name, _) in SCRIPTS {
            assert!(!set(&format!("sc={name}")).ranges().is_empty(), "{name}");
            assert!(!set(&format!("scx={name}")).ranges().is_empty(), "{name}");
        }
        assert!(CATEGORIES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(SCRIPTS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CATEGORY_RUNS.is_sorted_by(|a, b| a >> 8 < b >> 8));
        assert!(SCRIPT_RUNS.is_sorted_by(|a, b| a >> 8 < b >> 8));
        assert!(
            BINARY
                .iter()
                .all(|entry| entry.3.is_sorted_by(|a, b| a < b))
        );
    }

    #[test]
    fn the_question_for_one_character_agrees_with_the_set() {
        for (name, asked) in [
            ("ID_Start", is_id_start as fn(char) -> bool),
            ("ID_Continue", is_id_continue),
        ] {
            let set = set(name);
            for c in ('\0'..='\u{FFFF}').filter(|c| !"$_\u{200C}\u{200D}".contains(*c)) {
                assert_eq!(set.contains(c), asked(c), "{name} {c:?}");
            }
        }
    }
}

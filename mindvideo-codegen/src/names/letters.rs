//! The characters that stand for themselves in a name.
//!
//! A character is kept when no lint of rustc can object to it, alone or beside any other kept
//! character, and when normalisation leaves it alone beside any other: the lints about lookalikes
//! work on the whole crate and cannot be silenced from the generated module. That leaves the
//! letters and digits of ASCII, the letters of Latin-1 that come in two cases, and Han characters
//! but for the few in [`LOOKALIKES`].

/// Han characters that `confusable_idents` or `mixed_script_confusables` takes for another
/// character, from the confusables of Unicode Technical Standard 39. Of each group of lookalikes
/// the commonest is kept and so is not listed.
const LOOKALIKES: &str = "\
    一丅丫丿乄二亻倂値兌八凐凓凘力匕卄卜卝厶口吳呉啟囗塡士壿夕奬妺娛娯嬀嵒工巿帲彐恆 \
    悅戶戸抺挿捝揷揺搖敚昩晩曰末杮棁樧沬涚湊溰滄漼潙澟澤澿濓瀆獎瑤眜硏礻稅絚絶緖肦胊 \
    胐脁脧脫腁膧苿蔿虁蛻詽説謡讏豣趆跥躛躱輧郞鄉鄕鋭鎮隸隺飡飲馮鹂黒";

/// A letter that has an upper case.
pub(super) fn is_lower(c: char) -> bool {
    matches!(c, 'a'..='z' | 'à'..='å' | 'ç'..='ö' | 'ø'..='ý')
}

/// A letter that has a lower case.
pub(super) fn is_upper(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'À'..='Å' | 'Ç'..='Ö' | 'Ø'..='Ý')
}

pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Whether a word may hold this character as it is.
pub(super) fn is_kept(c: char) -> bool {
    is_lower(c) || is_upper(c) || is_digit(c) || is_han(c)
}

/// A character of a word that has no case: a digit or a Han character.
pub(super) fn is_caseless(c: char) -> bool {
    is_digit(c) || is_han(c)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') && !LOOKALIKES.contains(c)
}

/// The lower case of a kept letter; anything else stays as it is.
pub(super) fn lower(c: char) -> char {
    shift(c, is_upper(c), u32::wrapping_add)
}

/// The upper case of a kept letter; anything else stays as it is.
pub(super) fn upper(c: char) -> char {
    shift(c, is_lower(c), u32::wrapping_sub)
}

/// In ASCII and in Latin-1 the two cases of a letter lie 32 apart.
fn shift(c: char, cased: bool, by: fn(u32, u32) -> u32) -> char {
    if cased {
        char::from_u32(by(u32::from(c), 32)).unwrap_or(c)
    } else {
        c
    }
}

pub(super) fn lowercase(word: &str) -> String {
    word.chars().map(lower).collect()
}

pub(super) fn uppercase(word: &str) -> String {
    word.chars().map(upper).collect()
}

/// The word with its first letter in upper case.
pub(super) fn capitalize(word: &str) -> String {
    with_first(word, upper)
}

/// The word with its first letter in lower case.
pub(super) fn uncapitalize(word: &str) -> String {
    with_first(word, lower)
}

fn with_first(word: &str, change: fn(char) -> char) -> String {
    let mut rest = word.chars();
    rest.next().map(change).into_iter().chain(rest).collect()
}

pub(super) fn starts(word: &str, is: fn(char) -> bool) -> bool {
    word.chars().next().is_some_and(is)
}

/// Cuts a camel case text before each capital letter.
pub(super) fn cut(camel: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, c) in camel.char_indices() {
        if is_upper(c) && at > start {
            words.push(&camel[start..at]);
            start = at;
        }
    }
    words.push(&camel[start..]);
    words
}

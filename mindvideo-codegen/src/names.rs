//! Rust names for wire names.
//!
//! A Rust name is a pure function of its wire name: it never depends on the names beside it, so
//! adding an enum value or a property renames nothing. Within one namespace two wire names never
//! share a Rust name. This holds by construction: a form is taken only if reading it back gives
//! the wire name, and the number of underscores at the end tells which form to read.
//!
//! # Grammar
//!
//! A *word* is made of lower case letters, digits and Han characters. The number of `_` at the end
//! of a name says which form it has; the first form that can hold a wire name is its form.
//!
//! **No `_`: plain.** The first style of the namespace.
//!
//! | namespace | first style | examples |
//! |---|---|---|
//! | field | snake | `aspect_ratio`, `_url`; `1st` is `_1st`, `type` is `r#type` |
//! | variant, type | snake | `first_frame` is `FirstFrame`, `720p` is `_720p` |
//! | definition | pascal | `ImageWithRole`, `OpenUI5` |
//! | module | kebab | `veo3-1-quality` is `veo3_1_quality` |
//!
//! A digit in front gets one `_` more than the wire name has. A variant or type further has: `.`
//! between digits is `_` (`2.5` is `_2_5`) and `:` is `x` (`16:9` is `_16x9`); `-` before a number
//! is `Neg` (`-1` is `Neg1`); acronyms stay (`HD`, `MP4`, `_4K`).
//!
//! **One `_`: marked.** One of three. A name in the first style that is reserved: `self_`,
//! `Option_`, the setter `clone_`, the variant `ALL_`. Or the second style of the namespace:
//!
//! | namespace | second style | examples |
//! |---|---|---|
//! | field | camel | `imageUrls` is `image_urls_` |
//! | variant | kebab of several words | `text-to-video` is `TextToVideo_` |
//! | | one capitalized word | `Auto` is `Auto_` |
//! | | one word with a digit in front | `1024x1024` is `_1024x1024_`, since `1024:1024` is plain |
//! | type | pascal | `ImageUrls` is `ImageUrls_` |
//! | definition, module | snake | the module `veo3_1` is `veo3_1_` |
//!
//! Or any other style, which is then the last word:
//!
//! | `snake` | `kebab` | `spaced` | `camel` | `pascal` | `upper` | `train` | `title` | `sentence` |
//! |---|---|---|---|---|---|---|---|---|
//! | `a_b` | `a-b` | `a b` | `aB` | `AB` | `A_B` | `A-B` | `A B` | `A b` |
//!
//! So `TEXT_TO_VIDEO` is `TextToVideoUpper_`. In camel case a digit does not show that it begins
//! a word: `Split` says that every digit after a letter does, so `auto_720p` is `Auto720pSplit_`,
//! in the first style unless another one is named before `Split`.
//!
//! In an enum that has strings and other values, the others end in `Json`, marked or spelled, and
//! no string does: `8` beside `"8"` is `_8Json_`, `true` is `TrueJson_`.
//!
//! **Two `_`: spelled.** Anything else, word by word: a lower case word for itself, `cap` or
//! `upper` before a word that begins with a capital or is all capitals, a word for each symbol
//! (`plus`, `dot`, `dash`, …), `u` and the code point for every other character (`u2026`), `empty`
//! for no characters at all, and `word` before a word that could be taken for one of these. Two
//! words side by side have the separator of the first style between them. So `@id` is `at_id__`,
//! `imageURL` is `image_upper_url__` and `a.b_c` is `a_dot_b_c__`; as a variant `+` is `Plus__`.
//!
//! **Three `_`: digest.** A name of more than 96 bytes in its own form keeps its first words and
//! 128 bits of FNV-1a of the spelled form. This form alone is not injective: no two names meet
//! by accident, and whoever builds two that do gets a duplicate name from rustc, never a merged
//! value. The bound keeps messages readable and file names within the limits of file systems.
//!
//! **Paths.** A type within a type is named after its path. `Item`, `Item0` and `Entry` stand for
//! `items`, `prefixItems` and `additionalProperties`; `Case0`, `Choice0` and `Share0` for `oneOf`,
//! `anyOf` and `allOf`; `Below` stands in front of the name of any other step. `Field` stands
//! between two names: `ImageWithRolesItemRole`, `CameraControlFieldType`; `Root` in front of a path
//! that does not begin with a name: `RootCase0`. At the end, `Some` are
//! the values that are not `null`, `Struct` the objects among values of several types, `Whole` is an
//! item that several schemas speak of at once, and `Alone`
//! is a branch of a union that something else refers to: in its union it stands for itself and
//! what is beside the union. A single name that reads like a path is spelled or styled. In the
//! second style is the first name of a path only; `Path` after a style says that all are in it.
//!
//! Letters that a lint of rustc could object to, or that normalisation could change, are never
//! kept: of the scripts beyond ASCII that leaves Han and the letters of Latin-1. So every name is
//! in normal form C, and no name of a field or module has a capital.

mod digest;
mod letters;
mod mark;
mod path;
mod plain;
mod reserved;
mod spell;
mod style;

pub use path::Part;
use style::Style;

/// A namespace: the names in it differ from one another, not from those of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Field,
    Setter,
    Variant,
    Type,
    Definition,
    Module,
}

impl Space {
    fn is_camel(self) -> bool {
        matches!(self, Self::Variant | Self::Type | Self::Definition)
    }

    fn has_paths(self) -> bool {
        matches!(self, Self::Type | Self::Definition)
    }

    fn first(self) -> Style {
        match self {
            Self::Field | Self::Setter | Self::Variant | Self::Type => Style::Snake,
            Self::Definition => Style::Pascal,
            Self::Module => Style::Kebab,
        }
    }

    /// What stands between two words of the spelled form.
    fn separator(self) -> char {
        if self == Self::Module { '-' } else { '_' }
    }

    fn reserves(self, name: &str) -> bool {
        match self {
            Self::Field => reserved::is_bare(name),
            Self::Setter => reserved::is_bare(name) || is_reserved_method(name),
            // The list of them all is `ALL`, and a variant of that name would hide it.
            Self::Variant => ["Self", "ALL"].contains(&name),
            Self::Type | Self::Definition => reserved::is_type(name),
            Self::Module => reserved::is_bare(name) || reserved::is_file(name),
        }
    }
}

/// The longest name in bytes that is not replaced by a digest.
const LONGEST: usize = 96;

fn encode<S: AsRef<str>>(space: Space, path: &[Part<S>]) -> String {
    encode_owned(space, &path.iter().map(owned).collect::<Vec<_>>())
}

fn encode_owned(space: Space, path: &[Part<String>]) -> String {
    let reads_back = |name: &String| mark::read(space, name).as_deref() == Some(path);
    let name = mark::marks(space)
        .into_iter()
        .filter_map(|mark| mark.write(space, path))
        .find(reads_back)
        .unwrap_or_else(|| spell::spell(space, path));
    if name.len() <= LONGEST {
        return name;
    }
    let names = path.iter().filter_map(|part| match part {
        Part::Name(name) | Part::Below(name) => Some(name.as_str()),
        _ => None,
    });
    let head = names.collect::<Vec<_>>().join(" ");
    digest::bounded(space.is_camel(), &head, &spell::spell(space, path))
}

fn owned<S: AsRef<str>>(part: &Part<S>) -> Part<String> {
    match part {
        Part::Name(name) => Part::Name(name.as_ref().to_owned()),
        Part::Item => Part::Item,
        Part::Element(index) => Part::Element(*index),
        Part::Entry => Part::Entry,
        Part::Case(index) => Part::Case(*index),
        Part::Choice(index) => Part::Choice(*index),
        Part::Share(index) => Part::Share(*index),
        Part::Below(step) => Part::Below(step.as_ref().to_owned()),
        Part::Alone => Part::Alone,
        Part::Whole => Part::Whole,
        Part::Some => Part::Some,
        Part::Struct => Part::Struct,
    }
}

fn raw(name: String) -> String {
    if reserved::is_keyword(&name) {
        format!("r#{name}")
    } else {
        name
    }
}

/// The field for a property.
///
/// ```
/// use mindvideo_codegen::names::field;
///
/// assert_eq!(field("aspect_ratio"), "aspect_ratio");
/// assert_eq!(field("type"), "r#type");
/// assert_eq!(field("imageUrls"), "image_urls_");
/// assert_eq!(field("@id"), "at_id__");
/// ```
pub fn field(wire: &str) -> String {
    raw(encode(Space::Field, &[Part::Name(wire)]))
}

/// The setter for a property: the name of its field, with a `_` where that name is taken by a
/// method every model has, or by one that callers expect of every value.
///
/// ```
/// use mindvideo_codegen::names::setter;
///
/// assert_eq!(setter("prompt"), "prompt");
/// assert_eq!(setter("validate"), "validate_");
/// ```
pub fn setter(wire: &str) -> String {
    raw(encode(Space::Setter, &[Part::Name(wire)]))
}

/// Whether a method of this name cannot be a setter.
///
/// ```
/// use mindvideo_codegen::names::is_reserved_method;
///
/// assert!(is_reserved_method("clone"));
/// assert!(!is_reserved_method("prompt"));
/// ```
pub fn is_reserved_method(name: &str) -> bool {
    reserved::is_method(name)
}

/// The variant for a value of an enum: the text of a string, or the JSON text of a number,
/// boolean or null. The string `"8"` and the number `8` have the same text: in an enum that has
/// strings and others, the others are named by [`variant_beside_strings`].
///
/// ```
/// use mindvideo_codegen::names::variant;
///
/// assert_eq!(variant("720p"), "_720p");
/// assert_eq!(variant("16:9"), "_16x9");
/// assert_eq!(variant("text-to-video"), "TextToVideo_");
/// assert_eq!(variant("-1"), "Neg1");
/// ```
pub fn variant(wire: &str) -> String {
    encode(Space::Variant, &[Part::Name(wire)])
}

/// The variant for a value that is no string, in an enum that has strings, too: no string has it.
///
/// ```
/// use mindvideo_codegen::names::{variant, variant_beside_strings};
///
/// assert_eq!(variant("8"), "_8");
/// assert_eq!(variant_beside_strings("8"), "_8Json_");
/// assert_eq!(variant_beside_strings("true"), "TrueJson_");
/// assert_eq!(variant_beside_strings("[]"), "LbracketRbracketJson__");
/// ```
pub fn variant_beside_strings(json: &str) -> String {
    let plain = plain::camel(json).filter(|body| plain::read_camel(body) == json);
    let name = if let Some(body) = plain {
        format!("{body}{JSON}_")
    } else {
        let spelled = spell::spell(Space::Variant, &[Part::Name(json.to_owned())]);
        format!("{}{JSON}__", spelled.trim_end_matches('_'))
    };
    if name.len() <= LONGEST {
        name
    } else {
        digest::bounded(true, JSON, &name)
    }
}

/// The last word of the variant for what is no string.
const JSON: &str = "Json";

/// The type for the value of a property of the root.
///
/// ```
/// use mindvideo_codegen::names::type_name;
///
/// assert_eq!(type_name("aspect_ratio"), "AspectRatio");
/// assert_eq!(type_name("option"), "Option_");
/// ```
pub fn type_name(wire: &str) -> String {
    encode(Space::Type, &[Part::Name(wire)])
}

/// The type for the place that a path from the root leads to.
///
/// ```
/// use mindvideo_codegen::names::{Part, type_path};
///
/// let kind = [Part::Name("camera_control"), Part::Name("type")];
/// assert_eq!(type_path(&kind), "CameraControlFieldType");
/// ```
pub fn type_path<S: AsRef<str>>(path: &[Part<S>]) -> String {
    encode(Space::Type, path)
}

/// The type for a definition, or for the place that a path from the definition leads to; the first
/// part is the key under `$defs`.
///
/// Definitions are written in pascal case where properties are in snake case. So that neither
/// needs a mark they are a namespace of their own: a definition and a property may get the same
/// name, and then need a module each.
///
/// ```
/// use mindvideo_codegen::names::{Part, definition_path};
///
/// assert_eq!(definition_path(&[Part::Name("ImageWithRole")]), "ImageWithRole");
/// ```
pub fn definition_path<S: AsRef<str>>(path: &[Part<S>]) -> String {
    encode(Space::Definition, path)
}

/// The module for a model, and the stem of its file without an `r#`. Names differ on file systems
/// that ignore case, too.
///
/// ```
/// use mindvideo_codegen::names::module;
///
/// assert_eq!(module("veo3-1-quality"), "veo3_1_quality");
/// ```
pub fn module(slug: &str) -> String {
    raw(encode(Space::Module, &[Part::Name(slug)]))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Part, Space, encode, mark, owned};

    const SPACES: [Space; 6] = [
        Space::Field,
        Space::Setter,
        Space::Variant,
        Space::Type,
        Space::Definition,
        Space::Module,
    ];

    /// Pieces that try to be taken for a part of the grammar.
    const PIECES: &[&str] = &[
        "", "a", "B", "x", "X", "1", "9", "_", "__", "-", " ", ".", ":", "+", "é", "É", "e\u{301}",
        "海", "口", "≥", "\u{0}", "u", "u2265", "ua", "uff0c", "\u{ff0c}", "plus", "Plus", "word",
        "Word", "cap", "upper", "Upper", "empty", "root", "under", "snake", "_snake_", "Snake",
        "split", "Split", "Path", "Camel", "item", "Item", "Item0", "_item_", "field", "Field",
        "entry", "Case1", "case", "Below", "below", "some", "Some", "Choice0", "share", "alone",
        "json", "Json", "Root", "Neg", "neg", "self", "Self", "type", "option", "Option", "new",
        "URL", "ALL", "MP4", "4k", "4K", "2.5", "16:9", "text", "to", "Video", "'", "ß", "🎬",
    ];

    /// Xorshift, 64 bits.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 33).unwrap_or_default() % end
        }

        fn wire(&mut self) -> String {
            let pieces = 1 + self.below(5);
            (0..pieces)
                .map(|_| PIECES[self.below(PIECES.len())])
                .collect()
        }

        fn part(&mut self) -> Part<String> {
            match self.below(17) {
                0 => Part::Item,
                1 => Part::Entry,
                2 => Part::Element(self.below(12)),
                3 => Part::Case(self.below(12)),
                4 => Part::Choice(self.below(12)),
                5 => Part::Share(self.below(12)),
                6 => Part::Alone,
                7 => Part::Some,
                8 => Part::Struct,
                9 => Part::Whole,
                10 | 11 => Part::Below(self.wire()),
                _ => Part::Name(self.wire()),
            }
        }
    }

    fn assert_reads_back<S: AsRef<str>>(space: Space, path: &[Part<S>]) {
        let name = encode(space, path);
        if name.ends_with("___") {
            assert!(name.len() <= LONGEST);
            return;
        }
        let path: Vec<_> = path.iter().map(owned).collect();
        assert_eq!(mark::read(space, &name), Some(path), "{space:?} {name}");
    }

    #[test]
    fn every_name_reads_back() {
        let mut random = Random(0x6d69_6e64);
        for _ in 0..8_000 {
            let wire = random.wire();
            for space in SPACES {
                assert_reads_back(space, &[Part::Name(&wire)]);
            }
        }
    }

    #[test]
    fn every_path_reads_back() {
        let mut random = Random(0x0076_6964_656f);
        for _ in 0..8_000 {
            let length = random.below(5);
            let path: Vec<_> = (0..length).map(|_| random.part()).collect();
            for space in [Space::Type, Space::Definition] {
                assert_reads_back(space, &path);
            }
        }
    }

    #[test]
    fn no_string_has_the_name_of_another_value() {
        for json in ["8", "-1", "2.5", "true", "null", "1e+30", "[]", "{\"a\":1}"] {
            let name = super::variant_beside_strings(json);
            assert_eq!(mark::read(Space::Variant, &name), None, "{name}");
        }
        for text in [
            "8 json",
            "8-json",
            "8Json",
            "true_json",
            "[] json",
            "[]json",
            "json",
        ] {
            assert_reads_back(Space::Variant, &[Part::Name(text)]);
        }
    }

    #[test]
    fn every_pair_of_pieces_reads_back() {
        for first in PIECES {
            for second in PIECES {
                let wire = format!("{first}{second}");
                for space in SPACES {
                    assert_reads_back(space, &[Part::Name(&wire)]);
                    if space.has_paths() {
                        assert_reads_back(space, &[Part::Name(first), Part::Name(second)]);
                        assert_reads_back(
                            space,
                            &[Part::Name(first), Part::Item, Part::Name(second)],
                        );
                    }
                }
            }
        }
    }
}

//! The names of everything that has ever broken a generator.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use mindvideo_codegen::names::{
    Part, definition_path, field, is_reserved_method, module, setter, type_name, type_path, variant,
};

/// Wire name, field, variant, type.
const TABLE: &[[&str; 4]] = &[
    ["prompt", "prompt", "Prompt", "Prompt"],
    ["aspect_ratio", "aspect_ratio", "AspectRatio", "AspectRatio"],
    ["_url", "_url", "_Url", "_Url"],
    ["1st", "_1st", "_1st", "_1st"],
    ["_1st", "__1st", "__1st", "__1st"],
    ["type", "r#type", "Type", "Type"],
    ["gen", "r#gen", "Gen", "Gen"],
    ["true", "r#true", "True", "True"],
    ["self", "self_", "Self_", "Self_"],
    ["Self", "self_pascal_", "SelfPascal_", "SelfPascal_"],
    ["crate", "crate_", "Crate", "Crate"],
    ["super", "super_", "Super", "Super"],
    ["", "empty__", "Empty__", "Empty__"],
    ["_", "under__", "Under__", "Under__"],
    ["__", "under_under__", "UnderUnder__", "UnderUnder__"],
    [" ", "space__", "Space__", "Space__"],
    ["-", "dash__", "Dash__", "Dash__"],
    ["+", "plus__", "Plus__", "Plus__"],
    ["-1", "dash_1__", "Neg1", "Neg1"],
    ["-0.5", "dash_0_dot_5__", "Neg0_5", "Neg0_5"],
    ["+1", "plus_1__", "Plus1__", "Plus1__"],
    ["0", "_0", "_0", "_0"],
    ["8", "_8", "_8", "_8"],
    ["2.5", "_2_dot_5__", "_2_5", "_2_5"],
    ["2_5", "_2_5", "_2_5Snake_", "_2_5Snake_"],
    ["2.5G", "_2_dot_5_cap_g__", "_2_5G", "_2_5G"],
    ["25G", "_25g_upper_", "_25G", "_25G"],
    ["720p", "_720p", "_720p", "_720p"],
    ["720P", "_720p_upper_", "_720P", "_720P"],
    ["4k", "_4k", "_4k", "_4k"],
    ["4K", "_4k_upper_", "_4K", "_4K"],
    ["16:9", "_16_colon_9__", "_16x9", "_16x9"],
    ["1:69", "_1_colon_69__", "_1x69", "_1x69"],
    ["16x9", "_16x9", "_16x9_", "_16x9Snake_"],
    ["16_9", "_16_9", "_16_9Snake_", "_16_9Snake_"],
    ["16.9", "_16_dot_9__", "_16_9", "_16_9"],
    ["1024x1024", "_1024x1024", "_1024x1024_", "_1024x1024Snake_"],
    ["1024X1024", "_1024x1024_upper_", "_1024X1024", "_1024X1024"],
    [
        "1024*1024",
        "_1024_star_1024__",
        "_1024Star1024__",
        "_1024Star1024__",
    ],
    ["frame", "frame", "Frame", "Frame"],
    ["Frame", "frame_pascal_", "Frame_", "Frame_"],
    ["FRAME", "frame_upper_", "FRAME", "FRAME"],
    ["a", "a", "A", "A"],
    ["A", "a_pascal_", "A_", "A_"],
    ["aB", "a_b_", "ABCamel_", "ABCamel_"],
    ["AB", "ab_upper_", "AB", "AB"],
    ["a-b", "a_b_kebab_", "AB_", "ABKebab_"],
    ["a_b", "a_b", "ABSnake_", "ABSnake_"],
    ["a b", "a_b_spaced_", "ABSpaced_", "ABSpaced_"],
    [
        "a__b",
        "a_under_under_b__",
        "AUnderUnderB__",
        "AUnderUnderB__",
    ],
    ["_a", "_a", "_A", "_A"],
    ["a_", "a_under__", "AUnder__", "AUnder__"],
    ["Ab", "ab_pascal_", "Ab_", "Ab_"],
    [
        "text_to_video",
        "text_to_video",
        "TextToVideo",
        "TextToVideo",
    ],
    [
        "text-to-video",
        "text_to_video_kebab_",
        "TextToVideo_",
        "TextToVideoKebab_",
    ],
    [
        "textToVideo",
        "text_to_video_",
        "TextToVideoCamel_",
        "TextToVideoCamel_",
    ],
    [
        "TextToVideo",
        "text_to_video_pascal_",
        "TextToVideoPascal_",
        "TextToVideo_",
    ],
    [
        "text to video",
        "text_to_video_spaced_",
        "TextToVideoSpaced_",
        "TextToVideoSpaced_",
    ],
    [
        "Text To Video",
        "text_to_video_title_",
        "TextToVideoTitle_",
        "TextToVideoTitle_",
    ],
    [
        "Text to video",
        "text_to_video_sentence_",
        "TextToVideoSentence_",
        "TextToVideoSentence_",
    ],
    [
        "Text to Video",
        "cap_text_space_to_space_cap_video__",
        "CapTextSpaceToSpaceCapVideo__",
        "CapTextSpaceToSpaceCapVideo__",
    ],
    [
        "TEXT_TO_VIDEO",
        "text_to_video_upper_",
        "TextToVideoUpper_",
        "TextToVideoUpper_",
    ],
    [
        "Text-To-Video",
        "text_to_video_train_",
        "TextToVideoTrain_",
        "TextToVideoTrain_",
    ],
    ["url", "url", "Url", "Url"],
    ["Url", "url_pascal_", "Url_", "Url_"],
    ["URL", "url_upper_", "URL", "URL"],
    [
        "imageUrls",
        "image_urls_",
        "ImageUrlsCamel_",
        "ImageUrlsCamel_",
    ],
    [
        "imageURL",
        "image_upper_url__",
        "ImageURLCamel_",
        "ImageURLCamel_",
    ],
    [
        "OpenUI5",
        "cap_open_upper_ui5__",
        "OpenUI5Pascal_",
        "OpenUI5_",
    ],
    ["auto_720p", "auto_720p", "Auto720pSplit_", "Auto720pSplit_"],
    [
        "auto-720p",
        "auto_720p_kebab_",
        "Auto720pKebabSplit_",
        "Auto720pKebabSplit_",
    ],
    ["auto720p", "auto720p", "Auto720p", "Auto720p"],
    ["veo_3", "veo_3", "Veo3Split_", "Veo3Split_"],
    ["veo3", "veo3", "Veo3", "Veo3"],
    ["mp4_720p", "mp4_720p", "Mp4_720pSnake_", "Mp4_720pSnake_"],
    ["o3-mini", "o3_mini_kebab_", "O3Mini_", "O3MiniKebab_"],
    [
        "gpt-4o",
        "gpt_4o_kebab_",
        "Gpt4oKebabSplit_",
        "Gpt4oKebabSplit_",
    ],
    [
        "FIRST_AND_LAST_FRAMES_2_VIDEO",
        "first_and_last_frames_2_video_upper_",
        "FirstAndLastFrames2VideoUpperSplit_",
        "FirstAndLastFrames2VideoUpperSplit_",
    ],
    ["foo_kebab", "foo_kebab", "FooKebab", "FooKebab"],
    [
        "fooCamel",
        "foo_camel_camel_",
        "FooCamelCamel_",
        "FooCamelCamel_",
    ],
    ["foo-path", "foo_path_kebab_", "FooPath_", "FooPathKebab_"],
    ["none", "none", "None", "None_"],
    ["option", "option", "Option", "Option_"],
    ["Option", "option_pascal_", "Option_", "OptionPascal_"],
    ["input", "input", "Input", "Input_"],
    ["string", "string", "String", "String_"],
    ["default", "default", "Default", "Default_"],
    ["clone", "clone", "Clone", "Clone_"],
    ["new", "new", "New", "New_"],
    ["item", "item", "Item", "Item"],
    ["menu_item", "menu_item", "MenuItem", "MenuItemSnake_"],
    [
        "custom_field",
        "custom_field",
        "CustomField",
        "CustomFieldSnake_",
    ],
    ["plus", "plus", "Plus", "Plus"],
    ["word", "word", "Word", "Word"],
    ["a+b", "a_plus_b__", "APlusB__", "APlusB__"],
    ["aPlusB", "a_plus_b_", "APlusBCamel_", "APlusBCamel_"],
    [
        "plus+",
        "word_plus_plus__",
        "WordPlusPlus__",
        "WordPlusPlus__",
    ],
    ["u2026", "u2026", "U2026", "U2026"],
    ["…", "u2026__", "U2026__", "U2026__"],
    ["@id", "at_id__", "AtId__", "AtId__"],
    ["$ref", "dollar_ref__", "DollarRef__", "DollarRef__"],
    [
        "$schema",
        "dollar_schema__",
        "DollarSchema__",
        "DollarSchema__",
    ],
    [
        "video/mp4",
        "video_slash_mp4__",
        "VideoSlashMp4__",
        "VideoSlashMp4__",
    ],
    [
        "user_name.first",
        "user_name_dot_first__",
        "UserNameDotFirst__",
        "UserNameDotFirst__",
    ],
    ["x-api-key", "x_api_key_kebab_", "XApiKey_", "XApiKeyKebab_"],
    [
        "X-API-Key",
        "cap_x_dash_upper_api_dash_cap_key__",
        "CapXDashUpperApiDashCapKey__",
        "CapXDashUpperApiDashCapKey__",
    ],
    ["≥", "ge__", "Ge__", "Ge__"],
    [">=", "gt_eq__", "GtEq__", "GtEq__"],
    ["é", "é", "É", "É"],
    ["e\u{301}", "e_u301__", "EU301__", "EU301__"],
    ["É", "é_pascal_", "É_", "É_"],
    ["éa", "éa", "Éa", "Éa"],
    ["ß", "udf__", "Udf__", "Udf__"],
    ["海边", "海边", "海边", "海边"],
    ["海_边", "海_边", "海_边", "海_边"],
    ["口", "u53e3__", "U53e3__", "U53e3__"],
    [
        "カメラ",
        "u30ab_u30e1_u30e9__",
        "U30abU30e1U30e9__",
        "U30abU30e1U30e9__",
    ],
    [
        "рус",
        "u440_u443_u441__",
        "U440U443U441__",
        "U440U443U441__",
    ],
    ["🎬", "u1f3ac__", "U1f3ac__", "U1f3ac__"],
    ["\0", "u0__", "U0__", "U0__"],
    ["a\nb", "a_newline_b__", "ANewlineB__", "ANewlineB__"],
    ["\u{200b}", "u200b__", "U200b__", "U200b__"],
    ["\u{212b}", "u212b__", "U212b__", "U212b__"],
    ["å", "å", "Å", "Å"],
];

type Namer = (&'static str, fn(&str) -> String);

const NAMERS: &[Namer] = &[
    ("field", field),
    ("setter", setter),
    ("variant", variant),
    ("type", type_name),
    ("definition", definition),
    ("module", module),
];

fn definition(key: &str) -> String {
    definition_path(&[Part::Name(key)])
}

#[test]
fn table() {
    for [wire, field_name, variant_name, type_name_] in TABLE {
        assert_eq!(field(wire), *field_name, "field {wire:?}");
        assert_eq!(variant(wire), *variant_name, "variant {wire:?}");
        assert_eq!(type_name(wire), *type_name_, "type {wire:?}");
    }
}

#[test]
fn modules() {
    let table = [
        ("veo3-1-quality", "veo3_1_quality"),
        ("sora-2", "sora_2"),
        ("3d-scene", "_3d_scene"),
        ("kling-2.6/pro", "kling_2_dot_6_slash_pro__"),
        ("veo3_1", "veo3_1_"),
        ("Veo3", "veo3_pascal_"),
        ("mod", "mod_"),
        ("main", "main_"),
        ("con", "con_"),
        ("com1", "com1_"),
        ("type", "r#type"),
        ("self", "self_"),
        ("", "empty__"),
        ("..", "dot_dot__"),
    ];
    for (slug, name) in table {
        assert_eq!(module(slug), name, "{slug:?}");
    }
}

#[test]
fn setters() {
    let table = [
        ("prompt", "prompt"),
        ("new", "new_"),
        ("validate", "validate_"),
        ("from_json", "from_json_"),
        ("clone", "clone_"),
        ("eq", "eq_"),
        ("fmt", "fmt_"),
        ("into_inner", "into_inner_"),
        ("intoInner", "into_inner_camel_"),
        ("type", "r#type"),
        ("self", "self_"),
    ];
    for (wire, name) in table {
        assert_eq!(setter(wire), name, "{wire:?}");
        assert!(!is_reserved_method(&setter(wire)));
    }
    assert_eq!(field("clone"), "clone");
}

#[test]
fn paths() {
    use Part::{Case, Element, Entry, Item, Name};
    let table: &[(&[Part<&str>], &str, &str)] = &[
        (&[], "Root__", "Root__"),
        (&[Item], "RootItem", "RootItem"),
        (&[Name("root"), Item], "WordRootItem__", "WordRootItem__"),
        (&[Name("item")], "Item", "Item_"),
        (
            &[Name("image_with_roles"), Item, Name("role")],
            "ImageWithRolesItemRole",
            "ImageWithRolesItemRole_",
        ),
        (
            &[Name("ImageWithRole"), Name("role")],
            "ImageWithRoleFieldRole_",
            "ImageWithRoleFieldRole",
        ),
        (
            &[Name("imageUrls"), Item, Name("role")],
            "ImageUrlsItemRoleCamelPath_",
            "ImageUrlsItemRoleCamelPath_",
        ),
        (
            &[Name("camera_control"), Name("type")],
            "CameraControlFieldType",
            "CameraControlFieldType_",
        ),
        (
            &[Name("camera_control_type")],
            "CameraControlType",
            "CameraControlType_",
        ),
        (
            &[Name("camera_control_field_type")],
            "CameraControlFieldTypeSnake_",
            "CameraControlFieldTypeSnake_",
        ),
        (
            &[Name("shot"), Case(1), Element(0), Entry],
            "ShotCase1Item0Entry",
            "ShotCase1Item0Entry_",
        ),
        (
            &[Name("shot"), Name("3d")],
            "ShotFieldWord3d__",
            "ShotFieldWord3d__",
        ),
        (
            &[Name("shot"), Name("_id")],
            "ShotFieldUnderId__",
            "ShotFieldUnderId__",
        ),
        (
            &[Name(""), Item, Name("")],
            "EmptyItemEmpty__",
            "EmptyItemEmpty__",
        ),
    ];
    for (path, name, definition_name) in table {
        assert_eq!(type_path(path), *name, "{path:?}");
        assert_eq!(definition_path(path), *definition_name, "{path:?}");
    }
}

/// Collects names and says which two wire names met.
#[derive(Default)]
struct Seen(HashMap<String, String>);

impl Seen {
    /// Names are compared as file systems and rustc do: without `r#` and without case, where no
    /// case is promised.
    fn add(&mut self, namespace: &str, name: &str, wire: &str) {
        let plain = name.strip_prefix("r#").unwrap_or(name);
        let key = if namespace == "module" {
            plain.to_lowercase()
        } else {
            plain.to_owned()
        };
        let other = self.0.insert(key, wire.to_owned());
        assert!(
            other.as_deref().is_none_or(|other| other == wire),
            "{namespace} {name}: {other:?} and {wire:?}",
        );
        assert_sound(namespace, name);
    }
}

/// What rustc and its lints ask of a name, as far as a look at the characters tells.
fn assert_sound(namespace: &str, name: &str) {
    let plain = name.strip_prefix("r#").unwrap_or(name);
    let body = plain.trim_matches('_');
    let kept = |c: char| {
        c == '_'
            || c.is_ascii_alphanumeric()
            || matches!(c, 'À'..='ý' | '\u{4e00}'..='\u{9fff}') && c.is_alphabetic()
    };
    assert!(plain.chars().all(kept), "{name}");
    assert!(
        !body.is_empty() && !plain.starts_with(|c: char| c.is_ascii_digit()),
        "{name}"
    );
    assert!(!body.contains("__"), "{name}");
    if ["field", "setter", "module"].contains(&namespace) {
        assert!(!body.contains(char::is_uppercase), "{name}");
        return;
    }
    assert!(!body.starts_with(char::is_lowercase), "{name}");
    let chars: Vec<char> = body.chars().collect();
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    for trio in chars.windows(3) {
        assert!(
            trio[1] != '_' || !cased(trio[0]) && !cased(trio[2]),
            "{name}"
        );
    }
}

#[test]
fn short_names_never_meet() {
    const ALPHABET: [char; 13] = [
        'a', 'x', 'A', '1', '_', '-', ' ', ':', '.', 'é', 'e', '\u{301}', '海',
    ];
    let mut wires = vec![String::new()];
    let mut last = wires.clone();
    for _ in 0..3 {
        last = last
            .iter()
            .flat_map(|wire| ALPHABET.map(|c| format!("{wire}{c}")))
            .collect();
        wires.extend_from_slice(&last);
    }
    for (namespace, name) in NAMERS {
        let mut seen = Seen::default();
        for wire in &wires {
            seen.add(namespace, &name(wire), wire);
        }
        assert_eq!(seen.0.len(), wires.len());
    }
}

#[test]
fn four_letters_never_meet() {
    const ALPHABET: [char; 8] = ['a', 'A', '1', '_', '-', ' ', 'x', ':'];
    for (namespace, name) in NAMERS {
        let mut seen = Seen::default();
        for number in 0..ALPHABET.len().pow(4) {
            let letter = |place: u32| ALPHABET[number / ALPHABET.len().pow(place) % ALPHABET.len()];
            let wire: String = (0..4).map(letter).collect();
            seen.add(namespace, &name(&wire), &wire);
        }
    }
}

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
        let pieces = 1 + self.below(3);
        let rows = (0..pieces).map(|_| TABLE[self.below(TABLE.len())][0]);
        rows.collect()
    }
}

/// Every name is held against all names before it, so this looks at far more than 200 000 pairs.
#[test]
fn random_names_never_meet() {
    let mut random = Random(0x6e61_6d65);
    let wires: Vec<String> = (0..8_000).map(|_| random.wire()).collect();
    for (namespace, name) in NAMERS {
        let mut seen = Seen::default();
        for wire in &wires {
            seen.add(namespace, &name(wire), wire);
        }
    }
}

#[test]
fn random_paths_never_meet() {
    let mut random = Random(0x7061_7468);
    let part = |random: &mut Random| match random.below(16) {
        0 => Part::Item,
        1 => Part::Entry,
        2 => Part::Element(random.below(3)),
        3 => Part::Case(random.below(3)),
        4 => Part::Choice(random.below(3)),
        5 => Part::Share(random.below(3)),
        6 => Part::Alone,
        7 => Part::Some,
        8 => Part::Struct,
        9 | 10 => Part::Below(random.wire()),
        _ => Part::Name(random.wire()),
    };
    for name in [type_path::<String>, definition_path::<String>] {
        let mut seen = Seen::default();
        for _ in 0..8_000 {
            let length = 1 + random.below(4);
            let path: Vec<_> = (0..length).map(|_| part(&mut random)).collect();
            seen.add("path", &name(&path), &format!("{path:?}"));
        }
    }
}

#[test]
fn long_names_are_bounded_and_differ() {
    let long = |last: char| format!("{}{last}", "A quiet harbour at dawn. ".repeat(160));
    for (namespace, name) in NAMERS {
        let (first, second) = (name(&long('a')), name(&long('b')));
        assert_ne!(first, second);
        assert!(first.len() <= 96 && first.ends_with("___"), "{first}");
        assert_sound(namespace, &first);
        assert_sound(namespace, &name(&"海".repeat(1000)));
    }
    assert_eq!(
        variant(&long('a')),
        "LongAQuietHarbourAtDawnAQuietHarbourAtDaX158efa65bf0afa1df3acddc8227b7c42___",
    );
}

#[test]
fn rustc_takes_every_name_without_a_warning() {
    let mut random = Random(0x7275_7374);
    let mut wires: Vec<String> = TABLE.iter().map(|row| row[0].to_owned()).collect();
    wires.extend((0..500).map(|_| random.wire()));
    wires.extend(["word ".repeat(800), "mod".to_owned(), "clone".to_owned()]);
    wires.sort();
    wires.dedup();
    assert_compiles("names", &source(&wires));
}

#[test]
fn rustc_takes_every_letter_beside_every_other() {
    let letters = ('\u{a0}'..='\u{17f}').chain('\u{4e00}'..='\u{9fff}');
    let fields = letters.map(|c| format!("pub {}: u8,", field(&c.to_string())));
    let fields = fields.collect::<Vec<_>>().join("\n");
    let source = format!("#![deny(warnings)]\npub struct Fields {{\n{fields}\n}}\n");
    assert_compiles("letters", &source);
}

/// Without a rustc there is nothing to ask.
fn assert_compiles(name: &str, source: &str) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = directory.join(name).with_extension("rs");
    assert!(std::fs::write(&file, source).is_ok(), "{}", file.display());
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata"])
        .arg("--out-dir")
        .args([directory, &file])
        .output();
    if let Ok(output) = output {
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{message}");
    }
}

fn source(wires: &[String]) -> String {
    let block = |open: &str, head: &str, name: fn(&str) -> String, tail: &str| {
        let lines = wires.iter().map(|wire| [head, &name(wire), tail].concat());
        format!("{open} {{\n{}\n}}\n", lines.collect::<Vec<_>>().join("\n"))
    };
    [
        "#![deny(warnings)]\n".to_owned(),
        block("pub mod models", "pub mod ", module, " {}"),
        block("pub mod types", "pub struct ", type_name, ";"),
        block("pub mod defs", "pub struct ", definition, ";"),
        block("pub struct Fields", "pub ", field, ": u8,"),
        block("impl Fields", "pub fn ", setter, "(self) {}"),
        block("pub enum Variants", "", variant, ","),
    ]
    .concat()
}

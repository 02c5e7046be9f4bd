//! Names that mean something already.

/// Keywords of the 2024 edition, in use or reserved, that `r#` makes a name of.
/// Source: the Rust Reference, "Keywords".
pub(super) fn is_keyword(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    ];
    WORDS.contains(&name)
}

/// Keywords that `r#` cannot make a name of.
pub(super) fn is_bare(name: &str) -> bool {
    ["crate", "self", "super"].contains(&name)
}

/// Stems that cannot name the file of a module: those Rust gives a meaning and those Windows
/// takes for a device.
pub(super) fn is_file(name: &str) -> bool {
    const STEMS: &[&str] = &["aux", "con", "lib", "main", "mod", "nul", "prn"];
    let device = |port: &str| {
        name.strip_prefix(port)
            .is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    STEMS.contains(&name) || device("com") || device("lpt")
}

/// Types that a reader takes for those of the prelude, the root type of a model, and the type whose
/// constructor would have its own name.
pub(super) fn is_type(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "AsMut",
        "AsRef",
        "AsyncFn",
        "AsyncFnMut",
        "AsyncFnOnce",
        "Box",
        "Clone",
        "Copy",
        "Default",
        "DoubleEndedIterator",
        "Drop",
        "Eq",
        "Err",
        "ExactSizeIterator",
        "Extend",
        "Fn",
        "FnMut",
        "FnOnce",
        "From",
        "FromIterator",
        "Future",
        "Input",
        "Into",
        "IntoFuture",
        "IntoIterator",
        "Iterator",
        "New",
        "None",
        "Ok",
        "Option",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Result",
        "Self",
        "Send",
        "Sized",
        "Some",
        "String",
        "Sync",
        "ToOwned",
        "ToString",
        "TryFrom",
        "TryInto",
        "Unpin",
        "Vec",
    ];
    NAMES.contains(&name)
}

/// Methods and functions of every model, and of the traits whose methods are called on any value.
pub(super) fn is_method(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "as_mut",
        "as_ref",
        "borrow",
        "borrow_mut",
        "clone",
        "clone_from",
        "clone_into",
        "default",
        "deref",
        "deserialize",
        "eq",
        "fmt",
        "from",
        "from_json",
        "into",
        "into_inner",
        "ne",
        "new",
        "serialize",
        "to_owned",
        "to_string",
        "try_from",
        "try_into",
        "type_id",
        "validate",
    ];
    NAMES.contains(&name)
}

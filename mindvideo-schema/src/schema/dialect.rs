use std::fmt;
use std::str::FromStr;

/// A published version of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// <http://json-schema.org/draft-04/schema#>
    Draft4,
    /// <http://json-schema.org/draft-06/schema#>
    Draft6,
    /// <http://json-schema.org/draft-07/schema#>
    Draft7,
    /// <https://json-schema.org/draft/2019-09/schema>
    Draft2019,
    /// <https://json-schema.org/draft/2020-12/schema>, taken where a file has no `$schema`.
    #[default]
    Draft2020,
}

impl Dialect {
    /// All of them, oldest first.
    pub const ALL: [Self; 5] = [
        Self::Draft4,
        Self::Draft6,
        Self::Draft7,
        Self::Draft2019,
        Self::Draft2020,
    ];

    /// The name on the command line: `4`, `6`, `7`, `2019-09`, `2020-12`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft4 => "4",
            Self::Draft6 => "6",
            Self::Draft7 => "7",
            Self::Draft2019 => "2019-09",
            Self::Draft2020 => "2020-12",
        }
    }

    /// The URI of its metaschema, without a fragment.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Draft4 => "http://json-schema.org/draft-04/schema",
            Self::Draft6 => "http://json-schema.org/draft-06/schema",
            Self::Draft7 => "http://json-schema.org/draft-07/schema",
            Self::Draft2019 => "https://json-schema.org/draft/2019-09/schema",
            Self::Draft2020 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// The dialect that a `$schema` names. `http` and `https`, a trailing `#` and none are the same.
    pub fn from_uri(uri: &str) -> Option<Self> {
        let bare = strip_scheme(uri.trim_end_matches('#'));
        Self::ALL
            .into_iter()
            .find(|d| strip_scheme(d.uri()) == bare)
    }

    /// Whether a `$schema` is `http://json-schema.org/schema#`, which has stood for the newest draft of
    /// the day since draft 4 and so says nothing about how a document is to be read.
    pub fn is_newest_of_all(uri: &str) -> bool {
        strip_scheme(uri.trim_end_matches('#')) == "json-schema.org/schema"
    }

    /// Whether `$ref` makes its siblings meaningless, as it did up to draft 7.
    pub fn ref_replaces_siblings(self) -> bool {
        self <= Self::Draft7
    }

    /// Whether `8.0` is an integer, as it is from draft 6 on.
    pub fn integer_by_value(self) -> bool {
        self >= Self::Draft6
    }
}

fn strip_scheme(uri: &str) -> &str {
    uri.strip_prefix("https://")
        .or_else(|| uri.strip_prefix("http://"))
        .unwrap_or(uri)
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDialectError(String);

impl fmt::Display for UnknownDialectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a draft of JSON Schema: write 4, 6, 7, 2019-09 or 2020-12",
            self.0
        )
    }
}

impl std::error::Error for UnknownDialectError {}

/// Reads `7`, `draft7`, `draft-07`, `2020-12`, `draft2020-12`.
impl FromStr for Dialect {
    type Err = UnknownDialectError;

    fn from_str(text: &str) -> Result<Self, UnknownDialectError> {
        let bare = text.strip_prefix("draft").unwrap_or(text);
        let bare = bare.strip_prefix('-').unwrap_or(bare);
        let bare = bare.strip_prefix('0').unwrap_or(bare);
        Self::ALL
            .into_iter()
            .find(|d| d.as_str() == bare)
            .ok_or_else(|| UnknownDialectError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_in_every_usual_spelling() {
        for (uri, dialect) in [
            ("http://json-schema.org/draft-04/schema#", Dialect::Draft4),
            ("http://json-schema.org/draft-07/schema", Dialect::Draft7),
            ("https://json-schema.org/draft-07/schema#", Dialect::Draft7),
            (
                "https://json-schema.org/draft/2019-09/schema",
                Dialect::Draft2019,
            ),
            (
                "https://json-schema.org/draft/2020-12/schema#",
                Dialect::Draft2020,
            ),
        ] {
            assert_eq!(Dialect::from_uri(uri), Some(dialect), "{uri}");
        }
        for (uri, newest) in [
            ("http://json-schema.org/schema#", true),
            ("https://json-schema.org/schema", true),
            ("http://json-schema.org/draft-05/schema#", false),
        ] {
            assert_eq!(Dialect::from_uri(uri), None, "{uri}");
            assert_eq!(Dialect::is_newest_of_all(uri), newest, "{uri}");
        }
    }

    #[test]
    fn names_in_every_usual_spelling() {
        for name in ["7", "draft7", "draft-07", "07"] {
            assert_eq!(name.parse(), Ok(Dialect::Draft7), "{name}");
        }
        assert_eq!("2019-09".parse(), Ok(Dialect::Draft2019));
        assert!("5".parse::<Dialect>().is_err());
    }
}

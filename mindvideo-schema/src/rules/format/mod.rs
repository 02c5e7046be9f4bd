//! Rules for `format`, where it is asserted: one function a format.
//!
//! All of them take time in proportion to the text, or are asked of short labels only. Formats
//! that no draft knows, `float` and `double`, which any number can be rounded to, and `byte` and
//! `binary`, which speak of what a text holds, only annotate.

mod cursor;
mod date;
mod date_time;
mod duration;
mod email;
mod hostname;
mod idn_hostname;
mod idna;
mod integer;
mod ip;
mod json_pointer;
mod regex;
mod time;
mod uri;
mod uri_template;
mod uuid;

use std::borrow::Cow;

use self::cursor::Cursor;
pub use self::date::date;
pub use self::date_time::date_time;
pub use self::duration::duration;
pub use self::email::{email, idn_email};
pub use self::hostname::{hostname, labels};
pub use self::idn_hostname::idn_hostname;
pub use self::integer::integer;
pub use self::ip::{ipv4, ipv6};
pub use self::json_pointer::{json_pointer, relative_json_pointer};
pub use self::regex::regex;
pub use self::time::time;
pub use self::uri::{iri, iri_reference, uri, uri_reference};
pub use self::uri_template::uri_template;
pub use self::uuid::uuid;
use crate::decimal::Decimal;
use crate::schema::Dialect;

/// What keeps a value from having a format, in words.
pub type Fault = Cow<'static, str>;

/// Whether a value has a format, and what is wrong with it otherwise.
pub type Verdict = Result<(), Fault>;

fn expect(holds: bool, otherwise: &'static str) -> Verdict {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}

/// A format that can be asserted.
///
/// ```
/// use mindvideo_schema::rules::format::Format;
/// use mindvideo_schema::schema::Dialect;
///
/// let date = Format::of("date", Dialect::Draft7).unwrap();
/// assert_eq!(date.text("2024-02-29"), Ok(()));
/// assert_eq!(date.text("2024-13-01"), Err("the month is 13".into()));
/// assert_eq!(Format::of("date", Dialect::Draft6), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `date-time`
    DateTime,
    /// `email`
    Email,
    /// `hostname` up to draft 6, where Punycode is like any other text.
    Labels,
    /// `ipv4`
    Ipv4,
    /// `ipv6`
    Ipv6,
    /// `uri`
    Uri,
    /// `uri-reference`
    UriReference,
    /// `uri-template`
    UriTemplate,
    /// `json-pointer`
    JsonPointer,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `hostname` from draft 7 on.
    Hostname,
    /// `idn-email`
    IdnEmail,
    /// `idn-hostname`
    IdnHostname,
    /// `iri`
    Iri,
    /// `iri-reference`
    IriReference,
    /// `relative-json-pointer`
    RelativeJsonPointer,
    /// `regex`
    Regex,
    /// `duration`
    Duration,
    /// `uuid`
    Uuid,
    /// `int8`
    Int8,
    /// `int16`
    Int16,
    /// `int32`
    Int32,
    /// `int64`
    Int64,
    /// `uint8`
    Uint8,
    /// `uint16`
    Uint16,
    /// `uint32`
    Uint32,
    /// `uint64`
    Uint64,
}

/// What is known of a format: its name, the first draft with it, what a value of it is called, and
/// one of them.
type Row = (&'static str, Dialect, &'static str, &'static str);

impl Format {
    /// All of them. Of two with one name, the one of the newer drafts comes first.
    pub const ALL: [Self; 28] = [
        Self::DateTime,
        Self::Date,
        Self::Time,
        Self::Duration,
        Self::Email,
        Self::IdnEmail,
        Self::Hostname,
        Self::Labels,
        Self::IdnHostname,
        Self::Ipv4,
        Self::Ipv6,
        Self::Uri,
        Self::UriReference,
        Self::Iri,
        Self::IriReference,
        Self::Uuid,
        Self::UriTemplate,
        Self::JsonPointer,
        Self::RelativeJsonPointer,
        Self::Regex,
        Self::Int8,
        Self::Int16,
        Self::Int32,
        Self::Int64,
        Self::Uint8,
        Self::Uint16,
        Self::Uint32,
        Self::Uint64,
    ];

    /// The format that a draft knows by that name. The integers are those of the OpenAPI
    /// Initiative's format registry, known in every draft.
    pub fn of(name: &str, dialect: Dialect) -> Option<Self> {
        let is_it = |format: &Self| format.as_str() == name && format.since() <= dialect;
        Self::ALL.into_iter().find(is_it)
    }

    /// The name in schemas.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The first draft that has it.
    pub const fn since(self) -> Dialect {
        self.row().1
    }

    /// What a value of it is called: `a date`.
    pub const fn what(self) -> &'static str {
        self.row().2
    }

    /// A value of it.
    pub const fn example(self) -> &'static str {
        self.row().3
    }

    const fn row(self) -> Row {
        use Dialect::{Draft4, Draft6, Draft7, Draft2019};
        match self {
            Self::DateTime => (
                "date-time",
                Draft4,
                "a date with time",
                "2024-02-29T23:30:00Z",
            ),
            Self::Email => ("email", Draft4, "an e-mail address", "ada@example.com"),
            Self::Labels => ("hostname", Draft4, "a host name", "www.example.com"),
            Self::Ipv4 => ("ipv4", Draft4, "an IPv4 address", "192.0.2.1"),
            Self::Ipv6 => ("ipv6", Draft4, "an IPv6 address", "2001:db8::1"),
            Self::Uri => ("uri", Draft4, "a URI", "https://example.com/a?b#c"),
            Self::UriReference => ("uri-reference", Draft6, "a URI reference", "../a?b#c"),
            Self::UriTemplate => ("uri-template", Draft6, "a URI template", "/users/{id}"),
            Self::JsonPointer => ("json-pointer", Draft6, "a JSON pointer", "/items/0"),
            Self::Date => ("date", Draft7, "a date", "2024-02-29"),
            Self::Time => ("time", Draft7, "a time with offset", "23:30:00Z"),
            Self::Hostname => ("hostname", Draft7, "a host name", "www.example.com"),
            Self::IdnEmail => (
                "idn-email",
                Draft7,
                "an e-mail address",
                "ада@пример.испытание",
            ),
            Self::IdnHostname => (
                "idn-hostname",
                Draft7,
                "a host name",
                "www.пример.испытание",
            ),
            Self::Iri => ("iri", Draft7, "an IRI", "https://example.com/海"),
            Self::IriReference => ("iri-reference", Draft7, "an IRI reference", "../海?b#c"),
            Self::RelativeJsonPointer => {
                let name = "relative-json-pointer";
                (name, Draft7, "a relative JSON pointer", "1/items/0")
            }
            Self::Regex => ("regex", Draft7, "a regular expression", "^[a-z]+$"),
            Self::Duration => ("duration", Draft2019, "a duration", "P1DT12H"),
            Self::Uuid => {
                let example = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
                ("uuid", Draft2019, "a UUID", example)
            }
            Self::Int8 => ("int8", Draft4, "a signed 8-bit integer", "-128"),
            Self::Int16 => ("int16", Draft4, "a signed 16-bit integer", "-32768"),
            Self::Int32 => ("int32", Draft4, "a signed 32-bit integer", "-2147483648"),
            Self::Int64 => (
                "int64",
                Draft4,
                "a signed 64-bit integer",
                "-9223372036854775808",
            ),
            Self::Uint8 => ("uint8", Draft4, "an unsigned 8-bit integer", "255"),
            Self::Uint16 => ("uint16", Draft4, "an unsigned 16-bit integer", "65535"),
            Self::Uint32 => ("uint32", Draft4, "an unsigned 32-bit integer", "4294967295"),
            Self::Uint64 => {
                let example = "18446744073709551615";
                ("uint64", Draft4, "an unsigned 64-bit integer", example)
            }
        }
    }

    /// The least and the greatest number of it, if it speaks of integers and not of strings.
    pub const fn bounds(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Int8 => ("-128", "127"),
            Self::Int16 => ("-32768", "32767"),
            Self::Int32 => ("-2147483648", "2147483647"),
            Self::Int64 => ("-9223372036854775808", "9223372036854775807"),
            Self::Uint8 => ("0", "255"),
            Self::Uint16 => ("0", "65535"),
            Self::Uint32 => ("0", "4294967295"),
            Self::Uint64 => ("0", "18446744073709551615"),
            _ => return None,
        })
    }

    /// Whether a string has the format; one that speaks of numbers says nothing of it.
    ///
    /// # Errors
    /// What is wrong with the string.
    pub fn text(self, text: &str) -> Verdict {
        match self {
            Self::DateTime => date_time(text),
            Self::Email => email(text),
            Self::Labels => labels(text),
            Self::Ipv4 => ipv4(text),
            Self::Ipv6 => ipv6(text),
            Self::Uri => uri(text),
            Self::UriReference => uri_reference(text),
            Self::UriTemplate => uri_template(text),
            Self::JsonPointer => json_pointer(text),
            Self::Date => date(text),
            Self::Time => time(text),
            Self::Hostname => hostname(text),
            Self::IdnEmail => idn_email(text),
            Self::IdnHostname => idn_hostname(text),
            Self::Iri => iri(text),
            Self::IriReference => iri_reference(text),
            Self::RelativeJsonPointer => relative_json_pointer(text),
            Self::Regex => regex(text),
            Self::Duration => duration(text),
            Self::Uuid => uuid(text),
            Self::Int8
            | Self::Int16
            | Self::Int32
            | Self::Int64
            | Self::Uint8
            | Self::Uint16
            | Self::Uint32
            | Self::Uint64 => Ok(()),
        }
    }

    /// Whether a number has the format; one that speaks of strings says nothing of it.
    ///
    /// # Errors
    /// What is wrong with the number.
    pub fn number(self, value: &Decimal) -> Verdict {
        match self.bounds() {
            Some(bounds) => integer(value, bounds),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;

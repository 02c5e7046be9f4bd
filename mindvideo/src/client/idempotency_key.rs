//! The name of one business request.

use std::{fmt, num::NonZeroU32, str::FromStr, sync::Arc};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::config_error::ConfigError;

/// The value of the header `Idempotency-Key`: the name of one business request.
///
/// The server answers a repeated key and payload with the task it already made, and charges nothing. So one key is made
/// for each thing somebody wants to pay for once, and every attempt carries it. A key made from a clock breaks that both
/// ways (two requests in one second collide, a retry one second later is charged again); no function here reads one.
///
/// The characters are `A-Z a-z 0-9 . _ ~ -`, 1 to 64 of them. The API states no limits (assumption A10), so these are the
/// strictest that comparable services publish.
///
/// ```
/// use mindvideo::client::{Attempt, IdempotencyKey};
///
/// let first = IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST)?;
/// assert_eq!(first, IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST)?);
/// // The task failed and the customer wants another try: a new purchase, and it says so.
/// assert_ne!(first, IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST.next())?);
/// # Ok::<(), mindvideo::client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdempotencyKey(Arc<str>);

/// Which purchase of the same business id this is, counted from 1. Not a retry: retries keep the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Attempt(NonZeroU32);

impl Attempt {
    /// The first purchase.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// Purchase number `number`.
    pub const fn new(number: NonZeroU32) -> Self {
        Self(number)
    }

    /// The purchase after this one, for a task that failed and shall be made (and paid) anew. Stays at `u32::MAX`.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The number, from 1.
    pub const fn number(self) -> u32 {
        self.0.get()
    }
}

const LONGEST: usize = 64;
const DOMAIN: &[u8] = b"mindvideo idempotency key, version 1";
const PREFIX: &str = "mv1-";
const DIGEST_BYTES: usize = 20;

impl IdempotencyKey {
    /// The key of a thing in the caller's own books: the same for the same three values, in every process, for ever.
    ///
    /// It is `mv1-` and 32 characters made from SHA-256 of the three, so it shows nothing of a customer's name. The
    /// payload is left out on purpose: when it changes under the same id the server refuses with 409, where a key that
    /// follows the payload would pay a second time.
    ///
    /// # Errors
    /// A configuration error when `namespace` or `id` is empty: then unrelated requests would share one key.
    pub fn for_business_id(
        namespace: &str,
        id: &str,
        attempt: Attempt,
    ) -> Result<Self, ConfigError> {
        for (name, text) in [("namespace", namespace), ("id", id)] {
            if text.is_empty() {
                let cure = "give the stable name that your own records have for this request";
                return Err(ConfigError::new(name, "is empty", cure));
            }
        }
        let mut hash = hmac_sha256::Hash::new();
        for part in [
            DOMAIN,
            namespace.as_bytes(),
            id.as_bytes(),
            &attempt.number().to_be_bytes(),
        ] {
            // The length keeps ("ab", "c") and ("a", "bc") apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        Ok(Self::of(digest.get(..DIGEST_BYTES).unwrap_or(&digest)))
    }

    /// A key from 128 random bits of the operating system.
    ///
    /// Make it once for each request and keep it until the task is known; a new one for a retry is a second purchase.
    ///
    /// # Errors
    /// A configuration error when the operating system has no randomness to give.
    pub fn random() -> Result<Self, ConfigError> {
        let mut bits = [0; 16];
        match getrandom::fill(&mut bits) {
            Ok(()) => Ok(Self::of(&bits)),
            Err(fault) => {
                let cure =
                    "give an idempotency key of your own with IdempotencyKey::for_business_id";
                Err(ConfigError::new(
                    "the system's random source",
                    format!("failed: {fault}"),
                    cure,
                ))
            }
        }
    }

    fn of(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(LONGEST);
        text.push_str(PREFIX);
        text.extend(base32(bytes));
        Self(text.into())
    }

    /// Takes a key that was made elsewhere.
    ///
    /// # Errors
    /// A configuration error when it is empty, longer than 64 characters, or holds one that is not listed above.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let problem = if text.is_empty() {
            "is empty".to_owned()
        } else if text.len() > LONGEST {
            format!("has {} bytes", text.len())
        } else if let Some((at, bad)) = text.char_indices().find(|(_, c)| !is_allowed(*c)) {
            format!("holds {bad:?} at byte {at}")
        } else {
            return Ok(Self(text.into()));
        };
        let cure =
            "use 1 to 64 of A-Z a-z 0-9 . _ ~ -, or IdempotencyKey::for_business_id for any text";
        Err(ConfigError::new("idempotency key", problem, cure))
    }

    /// The text as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '-')
}

/// RFC 4648 base 32 in lower case, without padding.
fn base32(bytes: &[u8]) -> impl Iterator<Item = char> {
    const ALPHABET: [char; 32] = [
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r',
        's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
    ];
    let digit = |group: u64| ALPHABET[usize::try_from(group & 31).unwrap_or(0)];
    bytes.chunks(5).flat_map(move |chunk| {
        let bits = (0..5).fold(0_u64, |bits, at| {
            bits << 8 | u64::from(chunk.get(at).copied().unwrap_or(0))
        });
        let digits = (chunk.len() * 8).div_ceil(5);
        (0..digits).map(move |at| digit(bits >> (35 - 5 * at)))
    })
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for IdempotencyKey {
    type Err = ConfigError;
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        Self::parse(text)
    }
}

impl Serialize for IdempotencyKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for IdempotencyKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_follows_the_rfc() {
        for (text, expected) in [
            ("", ""),
            ("f", "my"),
            ("fo", "mzxq"),
            ("foo", "mzxw6"),
            ("foob", "mzxw6yq"),
            ("fooba", "mzxw6ytb"),
            ("foobar", "mzxw6ytboi"),
        ] {
            assert_eq!(base32(text.as_bytes()).collect::<String>(), expected);
        }
    }

    #[test]
    fn business_keys_are_stable_for_ever() {
        let key = |ns, id, attempt| IdempotencyKey::for_business_id(ns, id, attempt).unwrap();
        let golden = key("orders", "order-1234", Attempt::FIRST);
        assert_eq!(golden.as_str(), GOLDEN);
        assert_eq!(golden.as_str().len(), 36);
        assert_eq!(IdempotencyKey::parse(golden.as_str()).unwrap(), golden);
        for other in [
            key("orders", "order-1234", Attempt::FIRST.next()),
            key("order", "sorder-1234", Attempt::FIRST),
            key("orders", "order-1235", Attempt::FIRST),
        ] {
            assert_ne!(other, golden);
        }
        assert!(IdempotencyKey::for_business_id("", "x", Attempt::FIRST).is_err());
        assert!(IdempotencyKey::for_business_id("x", "", Attempt::FIRST).is_err());
    }

    const GOLDEN: &str = "mv1-zq6qjhkxjbtgez3lc6m6tuxplddk3ngb";

    #[test]
    fn parse_keeps_to_the_alphabet() {
        for good in ["a", "A-Z.0_9~", &"x".repeat(64)] {
            assert_eq!(IdempotencyKey::parse(good).unwrap().as_str(), good);
        }
        let key = IdempotencyKey::parse("a-1").unwrap();
        assert_eq!(serde_json::to_string(&key).unwrap(), "\"a-1\"");
        assert_eq!(
            serde_json::from_str::<IdempotencyKey>("\"a-1\"").unwrap(),
            key
        );
        assert!(serde_json::from_str::<IdempotencyKey>("\"a b\"").is_err());
        for bad in ["", "a b", "a\n", "\"quoted\"", "ключ", &"x".repeat(65)] {
            assert!(IdempotencyKey::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn random_keys_differ() {
        let (a, b) = (
            IdempotencyKey::random().unwrap(),
            IdempotencyKey::random().unwrap(),
        );
        assert_ne!(a, b);
        assert_eq!(a.as_str().len(), 30);
        assert_eq!(IdempotencyKey::parse(a.as_str()).unwrap(), a);
    }

    #[test]
    fn attempts_count_up() {
        assert_eq!(Attempt::FIRST.number(), 1);
        assert_eq!(Attempt::FIRST.next().number(), 2);
        assert_eq!(Attempt::new(NonZeroU32::MAX).next().number(), u32::MAX);
    }
}

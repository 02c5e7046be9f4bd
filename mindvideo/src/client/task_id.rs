//! The server's name of a task.

use std::fmt;

use super::config_error::ConfigError;

/// The server's name of a task.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(Box<str>);

const LONGEST: usize = 512;

impl TaskId {
    /// Takes an id as the server gave it.
    ///
    /// # Errors
    /// A configuration error when it is empty, longer than 512 bytes, or `.` or `..`, which no path can carry.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, ConfigError> {
        let text = text.into();
        if text.is_empty() || text.len() > LONGEST || matches!(&*text, "." | "..") {
            let problem = format!(
                "{:?} cannot name a task",
                text.chars().take(40).collect::<String>()
            );
            return Err(ConfigError::new(
                "task id",
                problem,
                "use the id that the server answered with",
            ));
        }
        Ok(Self(text))
    }

    /// The text as the server wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as one segment of a path: whatever it holds, it cannot leave its place.
    pub(crate) fn segment(&self) -> String {
        let mut out = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                out.push('%');
                out.extend([byte >> 4, byte & 15].map(|half| {
                    char::from_digit(half.into(), 16)
                        .unwrap_or('0')
                        .to_ascii_uppercase()
                }));
            }
        }
        out
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_segment_whatever_it_holds() {
        for (id, segment) in [
            ("task_demo-1.a~", "task_demo-1.a~"),
            ("../x", "..%2Fx"),
            ("a/b?c#d", "a%2Fb%3Fc%23d"),
            ("a b\r\n", "a%20b%0D%0A"),
            ("é%", "%C3%A9%25"),
        ] {
            assert_eq!(TaskId::new(id).unwrap().segment(), segment);
        }
        for id in ["", ".", "..", &"x".repeat(513)] {
            assert!(TaskId::new(id).is_err());
        }
    }
}

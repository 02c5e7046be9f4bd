//! A setting or an argument that cannot be used.

use std::fmt;

/// An unusable setting or argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    setting: Box<str>,
    problem: Box<str>,
    cure: Box<str>,
}

impl ConfigError {
    pub(crate) fn new(
        setting: impl Into<Box<str>>,
        problem: impl Into<Box<str>>,
        cure: impl Into<Box<str>>,
    ) -> Self {
        Self {
            setting: setting.into(),
            problem: problem.into(),
            cure: cure.into(),
        }
    }

    /// The setting: the name of an environment variable, a builder method or an argument.
    pub fn setting(&self) -> &str {
        &self.setting
    }

    /// What is wrong with it.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What to write instead.
    pub fn cure(&self) -> &str {
        &self.cure
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}; {}", self.setting, self.problem, self.cure)
    }
}

impl std::error::Error for ConfigError {}

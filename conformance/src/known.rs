//! What is known to go wrong.
//!
//! `known.txt` lists it: under a heading `[suite]` the names of cases, one a line; the comment above
//! them is the reason. A case that is listed and right is as wrong as one that is not listed and
//! wrong, so the list cannot outlive its reasons.

use std::collections::BTreeMap;

/// Cases that are known to go wrong.
#[derive(Debug, Default)]
pub struct Known {
    reasons: BTreeMap<(String, String), String>,
}

impl Known {
    /// The list of this package.
    pub fn listed() -> Self {
        Self::read(include_str!("../known.txt"))
    }

    fn read(text: &str) -> Self {
        let mut known = Self::default();
        let (mut suite, mut reason, mut in_comment) = ("", String::new(), false);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(comment) = line.strip_prefix('#') {
                if !in_comment {
                    reason.clear();
                } else if !reason.is_empty() {
                    reason.push(' ');
                }
                reason.push_str(comment.trim());
            } else if let Some(heading) = line.strip_prefix('[') {
                suite = heading.trim_end_matches(']');
            } else {
                let case = (suite.to_owned(), line.to_owned());
                known.reasons.insert(case, reason.clone());
            }
            in_comment = line.starts_with('#');
        }
        known
    }

    /// Why a case goes wrong, if it is known to.
    pub fn reason(&self, suite: &str, case: &str) -> Option<&str> {
        let case = (suite.to_owned(), case.to_owned());
        self.reasons.get(&case).map(String::as_str)
    }

    /// The cases that are listed for a suite.
    pub fn of<'a>(&'a self, suite: &'a str) -> impl Iterator<Item = &'a str> {
        let cases = self.reasons.keys().filter(move |(of, _)| of == suite);
        cases.map(|(_, case)| case.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stands_above_its_cases() {
        let known = Known::read("# One\n# reason\n[a b]\nx: y\nz\n# Another\n[c]\nx: y\n");
        assert_eq!(known.reason("a b", "x: y"), Some("One reason"));
        assert_eq!(known.reason("a b", "z"), Some("One reason"));
        assert_eq!(known.reason("c", "x: y"), Some("Another"));
        assert_eq!(known.reason("c", "z"), None);
        assert_eq!(known.of("a b").collect::<Vec<_>>(), ["x: y", "z"]);
    }

    #[test]
    fn every_listed_case_has_a_reason() {
        let known = Known::listed();
        assert!(known.reasons.values().all(|reason| !reason.is_empty()));
    }
}

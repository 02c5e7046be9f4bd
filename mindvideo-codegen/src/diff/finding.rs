use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::At;

use super::Direction;
use super::witness::Blame;

/// What is said about a pair of schemas.
pub(super) struct Finding<'s> {
    pub(super) code: Code,
    pub(super) direction: Direction,
    pub(super) message: String,
    /// The keyword in either file.
    pub(super) old: Option<At<()>>,
    pub(super) new: Option<At<()>>,
    /// What a refusal has to say to show it.
    pub(super) blame: Blame<'s>,
}

impl<'s> Finding<'s> {
    /// About the schemas as a whole, and shown by whatever tells them apart.
    pub(super) fn new(code: Code, direction: Direction, message: impl Into<String>) -> Self {
        Self {
            code,
            direction,
            message: message.into(),
            old: None,
            new: None,
            blame: Blame::default(),
        }
    }

    /// At a keyword of either schema.
    pub(super) fn at<T>(mut self, old: Option<&At<T>>, new: Option<&At<T>>) -> Self {
        self.old = mark(old);
        self.new = mark(new);
        self
    }

    /// A refusal has to name one of these keywords.
    pub(super) fn blaming(mut self, keywords: &'s [&'s str]) -> Self {
        self.blame.keywords = keywords;
        self
    }

    /// A refusal has to be about this member.
    pub(super) fn about(mut self, member: &'s str) -> Self {
        self.blame.member = Some(member);
        self
    }
}

/// Where a keyword stands.
pub(super) fn mark<T>(at: Option<&At<T>>) -> Option<At<()>> {
    at.map(|at| at.with(()))
}

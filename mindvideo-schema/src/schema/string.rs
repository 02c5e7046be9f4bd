use super::{At, Reading, SchemaId};
use crate::json::{Member, Text};
use crate::pattern::Pattern;

/// The keywords that speak of strings.
#[derive(Clone, Debug, Default)]
pub struct StringKeywords {
    /// `minLength`, in Unicode scalar values.
    pub min_length: Option<At<u64>>,
    /// `maxLength`, in Unicode scalar values.
    pub max_length: Option<At<u64>>,
    /// `pattern`: an ECMA-262 regular expression that must match somewhere.
    pub pattern: Option<At<Pattern>>,
    /// `format`: what the string is. An annotation: one that asserts is among the
    /// [`GeneralKeywords`](super::GeneralKeywords), since it may speak of numbers, too.
    pub format: Option<At<Text>>,
    /// `contentEncoding`: how bytes are written as text. Only annotates.
    pub content_encoding: Option<At<Text>>,
    /// `contentMediaType`: what the bytes are. Only annotates.
    pub content_media_type: Option<At<Text>>,
    /// `contentSchema`: what the decoded document looks like. Only annotates.
    pub content_schema: Option<At<SchemaId>>,
}

impl StringKeywords {
    /// Whether one of them judges.
    pub(crate) fn says_something(&self) -> bool {
        self.min_length.is_some() || self.max_length.is_some() || self.pattern.is_some()
    }

    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "minLength" => self.min_length = to.count(name, member),
            "maxLength" => self.max_length = to.count(name, member),
            "pattern" => self.pattern = to.pattern(name, member),
            "format" => self.format = to.string(name, member),
            "contentEncoding" => self.content_encoding = to.string(name, member),
            "contentMediaType" => self.content_media_type = to.string(name, member),
            "contentSchema" => self.content_schema = Some(to.schema(name, member)),
            _ => return false,
        }
        true
    }
}

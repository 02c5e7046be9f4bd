use super::{At, Reading, SchemaId};
use crate::json::Member;

/// The keywords that combine schemas.
#[derive(Clone, Debug, Default)]
pub struct LogicKeywords {
    /// `allOf`: each of them.
    pub all_of: Option<At<Vec<SchemaId>>>,
    /// `anyOf`: at least one of them.
    pub any_of: Option<At<Vec<SchemaId>>>,
    /// `oneOf`: exactly one of them.
    pub one_of: Option<At<Vec<SchemaId>>>,
    /// `not`: this one is not fulfilled.
    pub not: Option<At<SchemaId>>,
    /// `if`: decides between the next two.
    pub condition: Option<At<SchemaId>>,
    /// `then`: where `if` is fulfilled.
    pub then: Option<At<SchemaId>>,
    /// `else`: where `if` is not fulfilled.
    pub otherwise: Option<At<SchemaId>>,
}

impl LogicKeywords {
    /// Whether one of them judges.
    pub(crate) fn says_something(&self) -> bool {
        let several = [&self.all_of, &self.any_of, &self.one_of];
        let single = [&self.not, &self.condition];
        several.into_iter().any(Option::is_some) || single.into_iter().any(Option::is_some)
    }

    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "allOf" => self.all_of = to.schemas(name, member),
            "anyOf" => self.any_of = to.schemas(name, member),
            "oneOf" => self.one_of = to.schemas(name, member),
            "not" => self.not = Some(to.schema(name, member)),
            "if" => self.condition = Some(to.schema(name, member)),
            "then" => self.then = Some(to.schema(name, member)),
            "else" => self.otherwise = Some(to.schema(name, member)),
            _ => return false,
        }
        true
    }
}

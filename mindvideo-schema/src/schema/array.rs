use super::{At, Dialect, Rare, Reading, SchemaId};
use crate::json::{Member, Object, Value};

/// The keywords that speak of arrays.
#[derive(Clone, Debug, Default)]
pub struct ArrayKeywords {
    /// `prefixItems`, before 2020-12 an array under `items`: one schema a position.
    pub prefix: Option<At<Vec<SchemaId>>>,
    /// `items` for each item after the prefix; before 2020-12 `additionalItems` where there is one.
    pub items: Option<At<SchemaId>>,
    /// `minItems`
    pub min_items: Option<At<u64>>,
    /// `maxItems`
    pub max_items: Option<At<u64>>,
    /// `uniqueItems`: no two items are equal.
    pub unique: Option<At<bool>>,
    /// `contains`: a schema that some items fulfil.
    pub contains: Option<At<SchemaId>>,
    /// `minContains`: how many at least; 1 where it is not given.
    pub min_contains: Option<At<u64>>,
    /// `maxContains`: how many at most.
    pub max_contains: Option<At<u64>>,
    /// `unevaluatedItems`: for items that no other keyword spoke of.
    pub unevaluated: Option<At<SchemaId>>,
}

impl ArrayKeywords {
    /// Whether one of them judges.
    pub(crate) fn says_something(&self) -> bool {
        let counts = [&self.min_items, &self.max_items];
        let schemas = [&self.items, &self.contains, &self.unevaluated];
        self.prefix.is_some()
            || self.unique.is_some()
            || counts.into_iter().any(Option::is_some)
            || schemas.into_iter().any(Option::is_some)
    }

    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "prefixItems" => self.prefix = to.schemas(name, member),
            "items" => self.read_items(name, member, to),
            // Speaks only beside an array of `items`: see `finish`.
            "additionalItems" => {}
            "minItems" => self.min_items = to.count(name, member),
            "maxItems" => self.max_items = to.count(name, member),
            "uniqueItems" => self.unique = to.boolean(name, member),
            "contains" => self.contains = Some(to.schema(name, member)),
            "minContains" => self.min_contains = to.count(name, member),
            "maxContains" => self.max_contains = to.count(name, member),
            "unevaluatedItems" => self.unevaluated = Some(to.schema(name, member)),
            _ => return false,
        }
        true
    }

    fn read_items<'a>(&mut self, name: &'static str, member: &'a Member, to: &mut Reading<'a>) {
        if !matches!(member.value.value, Value::Array(_)) {
            self.items = Some(to.schema(name, member));
        } else if to.dialect < Dialect::Draft2020 {
            self.prefix = to.schemas(name, member);
        } else {
            to.wrong_value(
                member,
                "`items` takes one schema; an array of schemas was dropped in draft 2020-12",
                "rename it to `prefixItems`, or name an older draft in `$schema`",
            );
        }
    }

    /// Before 2020-12, what stands behind an array of `items`.
    pub(super) fn finish<'a>(this: &mut Rare<Self>, schema: &'a Object, to: &mut Reading<'a>) {
        if to.dialect >= Dialect::Draft2020 || this.is_absent() {
            return;
        }
        let Some(member) = schema.member("additionalItems") else {
            return;
        };
        if this.prefix.is_some() {
            this.items = Some(to.schema("additionalItems", member));
        } else {
            to.say_idle(
                "additionalItems",
                member.key.span,
                "`additionalItems` speaks only beside an array of `items`",
                "remove it, or write one schema a position into `items`",
            );
        }
    }
}

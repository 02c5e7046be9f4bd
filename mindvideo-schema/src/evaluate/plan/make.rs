use super::kinds::{Kind, Kinds};
use super::{Care, Part, PartId, Plan, Rule, array, general, logic, number, object, string};
use crate::link::Linked;
use crate::schema::{Body, Keywords, Schema, SchemaId};

/// As often what is known of schemas goes up to those that apply them to the same value.
const ROUNDS: usize = 2;

/// What is known of the schemas before their rules are made.
pub(super) struct Maker<'a> {
    linked: &'a Linked,
    of_schema: Vec<PartId>,
    /// The schema of each part after the first two.
    schemas: Vec<SchemaId>,
    /// For each part, the kinds of values that may fit.
    kinds: Vec<Kinds>,
    /// For each part, the kinds of which every value fits.
    open: Vec<Kinds>,
    /// Whether some schema asks for what nothing spoke of, so that it matters what speaks.
    pub(super) marks: bool,
}

pub(super) fn make(linked: &Linked) -> Plan {
    let maker = Maker::new(linked);
    let mut rules = Vec::new();
    let all = Part {
        kinds: Kinds::ALL,
        open: Kinds::ALL,
        ..Part::default()
    };
    let mut parts = vec![all, Part::default()];
    let again = maker.met_again();
    for (id, again) in maker.schemas.iter().zip(again) {
        parts.push(maker.make(*id, again, &mut rules));
    }
    Plan {
        of_schema: maker.of_schema.into(),
        parts: parts.into(),
        rules: rules.into(),
    }
}

impl<'a> Maker<'a> {
    fn new(linked: &'a Linked) -> Self {
        let mut maker = Self {
            linked,
            of_schema: vec![PartId::NONE; linked.schemas().len()],
            schemas: Vec::new(),
            kinds: vec![Kinds::ALL, Kinds::NONE],
            open: vec![Kinds::ALL, Kinds::NONE],
            marks: linked
                .schemas()
                .iter()
                .filter_map(Schema::keywords)
                .any(asks_for_rest),
        };
        let ids = || (0..).map(SchemaId).take(linked.schemas().len());
        for id in ids() {
            if maker.stands_for(id) == Stands::Itself {
                let part = u32::try_from(maker.schemas.len() + 2);
                maker.set(id, part.map_or(PartId::NONE, PartId));
                maker.schemas.push(id);
            }
        }
        for id in ids() {
            let part = maker.end_of(id);
            maker.set(id, part);
        }
        for id in &maker.schemas {
            let keywords = linked.schema(*id).keywords();
            let kinds = keywords.map_or(Kinds::ALL, |keywords| general::kinds(&keywords.general));
            maker.kinds.push(kinds);
            let open = keywords.map_or(Kinds::ALL, |keywords| maker.open_to(*id, keywords));
            maker.open.push(kinds.and(open));
        }
        for _ in 0..ROUNDS {
            maker.kinds = maker.narrowed();
        }
        maker
    }

    fn set(&mut self, id: SchemaId, part: PartId) {
        if let Some(of_schema) = self.of_schema.get_mut(id.index()) {
            *of_schema = part;
        }
    }

    pub(super) fn part(&self, id: SchemaId) -> PartId {
        let part = self.of_schema.get(id.index());
        part.copied().unwrap_or(PartId::NONE)
    }

    pub(super) fn kinds(&self, part: PartId) -> Kinds {
        let kinds = self.kinds.get(part.0 as usize);
        kinds.copied().unwrap_or(Kinds::ALL)
    }

    /// Whether every value of the kind fits.
    pub(super) fn is_open(&self, part: PartId, kind: Kind) -> bool {
        let open = self.open.get(part.0 as usize);
        open.is_some_and(|open| open.has(kind))
    }

    /// Whether a schema needs a part of its own.
    fn stands_for(&self, id: SchemaId) -> Stands {
        let schema = self.linked.schema(id);
        match &schema.body {
            Body::Boolean(true) => Stands::Part(PartId::ALL),
            Body::Boolean(false) => Stands::Part(PartId::NONE),
            Body::Keywords(keywords) if keywords.only_refer() && !self.enters_scope(id, schema) => {
                match self.linked.reference(id) {
                    Some(target) => Stands::For(target),
                    None => Stands::Part(PartId::ALL),
                }
            }
            Body::Keywords(_) => Stands::Itself,
        }
    }

    fn enters_scope(&self, id: SchemaId, schema: &Schema) -> bool {
        self.linked.has_dynamic_reference(id)
            || self.linked.is_dynamic(id) && !self.linked.bindings(schema.resource).is_empty()
    }

    /// Follows schemas that stand for others. They form no cycle, or were refused.
    fn end_of(&self, mut id: SchemaId) -> PartId {
        for _ in 0..self.of_schema.len() {
            match self.stands_for(id) {
                Stands::Itself => return self.part(id),
                Stands::Part(part) => return part,
                Stands::For(target) => id = target,
            }
        }
        PartId::NONE
    }

    /// The kinds of which nothing is asked, but that values are of one of the kinds allowed.
    fn open_to(&self, id: SchemaId, keywords: &Keywords) -> Kinds {
        let applies = self.linked.reference(id).is_some() || self.linked.has_dynamic_reference(id);
        if applies || keywords.logic.says_something() {
            return Kinds::NONE;
        }
        let is_open = |kind: &Kind| match kind {
            Kind::Null | Kind::Bool => true,
            Kind::Number => !keywords.number.says_something(),
            Kind::String => !keywords.string.says_something(),
            Kind::Array => !keywords.array.says_something(),
            Kind::Object => !keywords.object.says_something(),
        };
        let open: Kinds = Kind::EACH.into_iter().filter(is_open).collect();
        open.and(general::open(&keywords.general))
    }

    /// The kinds that are left by what schemas apply to the same value.
    fn narrowed(&self) -> Vec<Kinds> {
        let mut narrowed = vec![Kinds::ALL, Kinds::NONE];
        for (id, known) in self.schemas.iter().zip(self.kinds.iter().skip(2)) {
            let mut kinds = *known;
            if let Some(target) = self.linked.reference(*id) {
                kinds = kinds.and(self.kinds(self.part(target)));
            }
            if let Some(keywords) = self.linked.schema(*id).keywords() {
                kinds = kinds.and(self.left_by(keywords));
            }
            narrowed.push(kinds);
        }
        narrowed
    }

    fn left_by(&self, keywords: &Keywords) -> Kinds {
        let of = |id: &SchemaId| self.kinds(self.part(*id));
        let logic = &keywords.logic;
        let all = logic.all_of.iter().flat_map(|all| &all.value);
        let all = all.map(of).fold(Kinds::ALL, Kinds::and);
        let unions = [&logic.any_of, &logic.one_of].into_iter().flatten();
        let unions =
            unions.map(|branches| branches.value.iter().map(of).fold(Kinds::NONE, Kinds::or));
        unions.fold(all, Kinds::and)
    }

    /// For each part, whether several ways lead to it or to what it stands for.
    fn met_again(&self) -> Vec<bool> {
        let mut again = vec![false; self.kinds.len()];
        for (index, part) in self.of_schema.iter().enumerate() {
            if let Ok(id) = u32::try_from(index).map(SchemaId)
                && let Some(again) = again.get_mut(part.0 as usize)
            {
                *again |= self.linked.is_met_again(id);
            }
        }
        again.split_off(2.min(again.len()))
    }

    fn make(&self, id: SchemaId, is_met_again: bool, rules: &mut Vec<Rule>) -> Part {
        let schema = self.linked.schema(id);
        let mut part = Part {
            kinds: self.kinds(self.part(id)),
            care: self.care(id, schema, is_met_again),
            ..Part::default()
        };
        let place = |rules: &Vec<Rule>| u32::try_from(rules.len()).unwrap_or(u32::MAX);
        for (kind, start) in Kind::EACH.into_iter().zip(&mut part.starts) {
            *start = place(rules);
            if !part.kinds.has(kind) {
                continue;
            }
            if self.add(id, kind, rules).is_none() {
                rules.truncate(*start as usize);
                part.kinds = part.kinds.without(kind);
            } else if *start == place(rules) {
                part.open = part.open.or(Kinds::one(kind));
            }
        }
        if let Some(end) = part.starts.last_mut() {
            *end = place(rules);
        }
        part
    }

    fn care(&self, id: SchemaId, schema: &Schema, is_met_again: bool) -> Option<Care> {
        let keywords = schema.keywords()?;
        let array = keywords.array.unevaluated.as_ref().map(|_| Kind::Array);
        let object = keywords.object.unevaluated.as_ref().map(|_| Kind::Object);
        let care = Care {
            is_met_again,
            is_dynamic: self.linked.is_dynamic(id),
            asks_for_rest: array.into_iter().chain(object).collect(),
            resource: schema.resource,
        };
        let is_needed = is_met_again || care.is_dynamic || care.asks_for_rest != Kinds::NONE;
        is_needed.then_some(care)
    }

    /// Adds all that a schema asks of a value of a kind; `None` if it allows no such value.
    fn add(&self, id: SchemaId, kind: Kind, rules: &mut Vec<Rule>) -> Option<()> {
        self.add_own(id, kind, rules);
        let keywords = self.linked.schema(id).keywords()?;
        logic::add(&keywords.logic, kind, self, rules)?;
        if let Some(target) = self.linked.reference(id) {
            logic::apply(self.part(target), kind, self, rules)?;
        }
        if self.linked.has_dynamic_reference(id) {
            rules.push(Rule::Dynamic(id));
        }
        let rest = match kind {
            Kind::Array => keywords.array.unevaluated.as_ref(),
            Kind::Object => keywords.object.unevaluated.as_ref(),
            _ => None,
        };
        if let Some(rest) = rest
            .map(|at| self.part(at.value))
            .filter(|rest| *rest != PartId::ALL)
        {
            rules.push(match kind {
                Kind::Array => Rule::RestOfItems(rest),
                _ => Rule::RestOfMembers(rest),
            });
        }
        Some(())
    }

    /// Adds what the keywords ask that apply no schema to the same value.
    fn add_own(&self, id: SchemaId, kind: Kind, rules: &mut Vec<Rule>) {
        let schema = self.linked.schema(id);
        let Some(keywords) = schema.keywords() else {
            return;
        };
        let dialect = schema.language.dialect;
        general::add(&keywords.general, dialect, kind, rules);
        match kind {
            Kind::Null | Kind::Bool => {}
            Kind::Number => number::add(&keywords.number, rules),
            Kind::String => string::add(&keywords.string, rules),
            Kind::Array => array::add(&keywords.array, dialect, self, rules),
            Kind::Object => object::add(&keywords.object, self, rules),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Itself,
    Part(PartId),
    For(SchemaId),
}

fn asks_for_rest(keywords: &Keywords) -> bool {
    keywords.array.unevaluated.is_some() || keywords.object.unevaluated.is_some()
}

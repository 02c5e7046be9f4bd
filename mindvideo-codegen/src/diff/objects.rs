use std::collections::{BTreeMap, HashMap, HashSet};

use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::Text;
use mindvideo_schema::schema::{At, Name, ObjectKeywords, Properties, Property};

use super::Direction;
use super::finding::{Finding, mark};
use super::logic::{Applied, part};
use super::side::Side;
use super::walk::{Both, Walk};
use super::witness::Step;

/// A name that no schema declares.
const UNDECLARED: &str = "x_undeclared";

impl Walk<'_> {
    /// The members of objects.
    pub(super) fn objects(&mut self, both: &Both<'_>) {
        self.required(both);
        self.properties(both);
        self.additional(both);
        self.patterns(both);
        let names = |object: &ObjectKeywords| part(object.property_names.as_ref());
        let (old, new) = (names(&both.old.object), names(&both.new.object));
        self.applied(both, Step::Name, old, new);
        self.dependents(both);
    }

    fn required(&mut self, both: &Both<'_>) {
        let old = both.old.object.required.as_ref();
        let new = both.new.object.required.as_ref();
        let mut say = |code, direction, name: &Name, verb| {
            let message = format!("`{}` {verb}", name.text);
            let finding = Finding::new(code, direction, message).at(old, new);
            let finding = finding.blaming(&["required"]).about(&name.text);
            self.say(&both.pair, finding);
        };
        for name in missing(new, old) {
            let verb = "is newly required";
            say(Code::REQUIRED_ADDED, Direction::Narrowed, name, verb);
        }
        for name in missing(old, new) {
            let verb = "is no longer required";
            say(Code::REQUIRED_REMOVED, Direction::Widened, name, verb);
        }
    }

    fn properties<'k>(&mut self, both: &Both<'k>) {
        let old = both.old.object.properties.as_ref();
        let new = both.new.object.properties.as_ref();
        let find = |at: Option<&'k At<Properties>>, property: &Property| {
            at.and_then(|at| at.value.find(&property.name.text))
        };
        for property in old.iter().flat_map(|at| &at.value) {
            match find(new, property) {
                Some(is) => {
                    let step = Step::Member(property.name.text.to_string());
                    self.enter(&both.pair, step, property.schema, is.schema);
                }
                None => self.property(both, Side::Old, property),
            }
        }
        for property in new.iter().flat_map(|at| &at.value) {
            if find(old, property).is_none() {
                self.property(both, Side::New, property);
            }
        }
    }

    /// A member that only one side declares.
    fn property(&mut self, both: &Both<'_>, side: Side, property: &Property) {
        let name = &property.name.text;
        let [mut old, mut new] =
            [both.old, both.new].map(|all| mark(all.object.properties.as_ref()));
        if let Some(at) = side.of(&mut old, &mut new) {
            at.key = property.name.span;
        }
        let (code, verb) = match side {
            Side::Old => (Code::PROPERTY_REMOVED, "no longer"),
            Side::New => (Code::PROPERTY_ADDED, "newly"),
        };
        let direction = self.declared(both, side, property);
        let message = format!("the member `{name}` is {verb} declared");
        let finding = Finding::new(code, direction, message).at(old.as_ref(), new.as_ref());
        self.say_of_entry(&both.pair, finding.about(name), side, name);
    }

    /// What it does to the inputs that are accepted that only this side declares a member.
    fn declared(&self, both: &Both<'_>, side: Side, property: &Property) -> Direction {
        // What judges members of this name where they are not declared.
        let other = &side.other().of(both.old, both.new).object.additional;
        let closed = other
            .as_ref()
            .is_some_and(|at| self.constant(side.other(), at.value) == Some(false));
        let free = self.constant(side, property.schema) == Some(true);
        match (closed, free, side) {
            (true, _, Side::New) => Direction::Widened,
            (true, _, Side::Old) => Direction::Narrowed,
            (false, true, _) => Direction::Neutral,
            (false, false, Side::New) if other.is_none() => Direction::Narrowed,
            (false, false, Side::Old) if other.is_none() => Direction::Widened,
            _ => Direction::Open,
        }
    }

    fn additional(&mut self, both: &Both<'_>) {
        let old = both.old.object.additional.as_ref();
        let new = both.new.object.additional.as_ref();
        let closed = |side, at: Option<&At<_>>| {
            at.is_some_and(|at| self.constant(side, at.value) == Some(false))
        };
        let (code, direction, verb) = match (closed(Side::Old, old), closed(Side::New, new)) {
            (true, true) => return,
            (false, false) => {
                let step = Step::Member(UNDECLARED.to_owned());
                return self.applied(both, step, part(old), part(new));
            }
            (false, true) => (Code::CLOSED, Direction::Narrowed, "forbidden"),
            (true, false) => (Code::OPENED, Direction::Widened, "allowed"),
        };
        let message = format!("members that are not declared are {verb} now");
        let finding = Finding::new(code, direction, message).at(old, new);
        self.say(&both.pair, finding.blaming(&["additionalProperties"]));
    }

    /// Rules for names that match: paired by the text of their pattern.
    fn patterns(&mut self, both: &Both<'_>) {
        let (old, new) = (patterns(&both.old.object), patterns(&both.new.object));
        let mut rest: HashMap<&str, &Applied> = HashMap::new();
        rest.extend(new.iter().map(|(pattern, is)| (*pattern, is)));
        for (pattern, was) in old {
            let is = rest.remove(pattern).cloned();
            self.applied(both, Step::Member(sample(pattern)), Some(was), is);
        }
        for (pattern, is) in &new {
            if rest.contains_key(pattern) {
                let step = Step::Member(sample(pattern));
                self.applied(both, step, None, Some(is.clone()));
            }
        }
    }

    fn dependents(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.object, &both.new.object);
        let (before, after) = (calls(old), calls(new));
        for call in after.iter().filter(|call| !before.contains_key(call.0)) {
            self.call(both, Side::New, call);
        }
        for call in before.iter().filter(|call| !after.contains_key(call.0)) {
            self.call(both, Side::Old, call);
        }
        let by_name = |object: &ObjectKeywords| -> BTreeMap<String, Applied> {
            let all = object.dependent_schemas.iter().rev();
            all.filter_map(|(name, at)| Some((name.text.to_string(), part(Some(at))?)))
                .collect()
        };
        let (before, mut after) = (by_name(old), by_name(new));
        for (name, was) in before {
            let is = after.remove(&name);
            self.applied(both, Step::Here, Some(was), is);
        }
        for is in after.into_values() {
            self.applied(both, Step::Here, None, Some(is));
        }
    }

    /// A member that calls for another one on one side only.
    fn call(&mut self, both: &Both<'_>, side: Side, ((name, other), at): (&Call<'_>, &At<()>)) {
        let finding = match side {
            Side::New => {
                let message = format!("`{name}` calls for `{other}` now");
                Finding::new(Code::CALLED_FOR_CHANGED, Direction::Narrowed, message)
                    .at(None, Some(at))
            }
            Side::Old => {
                let message = format!("`{name}` no longer calls for `{other}`");
                Finding::new(Code::CALLED_FOR_CHANGED, Direction::Widened, message)
                    .at(Some(at), None)
            }
        };
        let finding = finding.blaming(&["dependentRequired", "dependencies"]);
        self.say(&both.pair, finding);
    }
}

/// A member's name, and that of another one that it calls for.
type Call<'k> = (&'k str, &'k str);

/// What `dependentRequired` says, in the order of names.
fn calls(object: &ObjectKeywords) -> BTreeMap<Call<'_>, At<()>> {
    let all = object.dependent_required.iter();
    let pairs = all.flat_map(|(name, others)| {
        let each = others.value.iter();
        each.map(move |other| ((&*name.text, &*other.text), others.with(())))
    });
    pairs.collect()
}

/// What `patternProperties` says, with the texts of the patterns.
fn patterns(object: &ObjectKeywords) -> Vec<(&str, Applied)> {
    let all = object.pattern_properties.iter();
    let each = all.flat_map(|at| at.value.iter().map(move |entry| (at, entry)));
    each.map(|(at, (pattern, id))| {
        let key = pattern.key;
        (pattern.value.as_str(), (*id, At { key, ..at.with(()) }))
    })
    .collect()
}

/// The names of one list that another one lacks.
fn missing<'n>(
    list: Option<&'n At<Vec<Name>>>,
    other: Option<&At<Vec<Name>>>,
) -> impl Iterator<Item = &'n Name> {
    let other = other.iter().flat_map(|at| &at.value);
    let known: HashSet<Text> = other.map(|name| name.text.clone()).collect();
    let names = list.into_iter().flat_map(|at| &at.value);
    names.filter(move |name| !known.contains(&name.text))
}

/// A name that most likely matches: the pattern's letters.
fn sample(pattern: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let name: String = pattern.chars().filter(kept).collect();
    if name.is_empty() {
        "a".to_owned()
    } else {
        name
    }
}

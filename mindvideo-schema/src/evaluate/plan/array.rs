use std::borrow::Borrow;

use super::instance::Instance;
use super::make::Maker;
use super::{Asking, PartId, Rule};
use crate::evaluate::marks::Marks;
use crate::rules::array;
use crate::schema::{ArrayKeywords, Dialect};

/// `prefixItems` and `items`.
#[derive(Clone, Debug)]
pub(super) struct Items {
    prefix: Box<[PartId]>,
    rest: Option<PartId>,
}

/// `contains` with its counts.
#[derive(Clone, Debug)]
pub(super) struct Contains {
    part: PartId,
    least: u64,
    most: Option<u64>,
    /// Up to 2019-09 it says nothing about what is evaluated.
    marks: bool,
}

pub(super) fn add(
    keywords: &ArrayKeywords,
    dialect: Dialect,
    maker: &Maker<'_>,
    rules: &mut Vec<Rule>,
) {
    rules.extend(keywords.min_items.iter().map(|at| Rule::MinItems(at.value)));
    rules.extend(keywords.max_items.iter().map(|at| Rule::MaxItems(at.value)));
    let prefix = keywords.prefix.iter().flat_map(|at| &at.value);
    let items = Items {
        prefix: prefix.map(|id| maker.part(*id)).collect(),
        rest: keywords.items.as_ref().map(|at| maker.part(at.value)),
    };
    let says_nothing = !maker.marks
        && items.prefix.iter().all(|part| *part == PartId::ALL)
        && items.rest.is_none_or(|part| part == PartId::ALL);
    if !says_nothing {
        rules.push(Rule::Items(Box::new(items)));
    }
    if let Some(contains) = &keywords.contains {
        rules.push(Rule::Contains(Box::new(Contains {
            part: maker.part(contains.value),
            least: keywords.min_contains.as_ref().map_or(1, |at| at.value),
            most: keywords.max_contains.as_ref().map(|at| at.value),
            marks: dialect >= Dialect::Draft2020,
        })));
    }
    let unique = keywords.unique.as_ref().filter(|unique| unique.value);
    rules.extend(unique.map(|_| Rule::Unique));
}

impl Items {
    pub(super) fn fit(
        &self,
        array: &impl Instance,
        marks: Option<&mut Marks>,
        asking: &mut Asking<'_>,
    ) -> bool {
        if let Some(marks) = marks {
            match self.rest {
                Some(_) => marks.mark_all(),
                None => (0..self.prefix.len()).for_each(|index| marks.mark(index)),
            }
        }
        let mut items = array.items();
        let mut prefix = self.prefix.iter();
        let first_fit = prefix.all(|part| {
            let item = items.next();
            item.is_none_or(|item| asking.fits(*part, item.borrow(), None))
        });
        let rest = self.rest.filter(|rest| first_fit && *rest != PartId::ALL);
        first_fit
            && rest.is_none_or(|rest| items.all(|item| asking.fits(rest, item.borrow(), None)))
    }
}

impl Contains {
    pub(super) fn fits(
        &self,
        array: &impl Instance,
        mut marks: Option<&mut Marks>,
        asking: &mut Asking<'_>,
    ) -> bool {
        let counts_on = self.most.is_some() || marks.is_some();
        let mut matching = 0;
        for (index, item) in array.items().enumerate() {
            if !counts_on && array::min_items(matching, self.least) {
                return true;
            }
            if asking.fits(self.part, item.borrow(), None) {
                matching += 1;
                if let Some(marks) = marks.as_deref_mut().filter(|_| self.marks) {
                    marks.mark(index);
                }
            }
        }
        array::min_items(matching, self.least)
            && self
                .most
                .is_none_or(|most| array::max_items(matching, most))
    }
}

/// `unevaluatedItems`: asks the items that nothing spoke of.
pub(super) fn rest_fits(
    rest: PartId,
    array: &impl Instance,
    marks: Option<&mut Marks>,
    asking: &mut Asking<'_>,
) -> bool {
    let Some(marks) = marks else { return true };
    let mut open = (array.items().enumerate()).filter(|(index, _)| !marks.has(*index));
    open.all(|(_, item)| asking.fits(rest, item.borrow(), None))
}

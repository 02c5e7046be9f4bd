//! Arrays with a type for each place.

use serde_core::ser::SerializeTuple;

use super::collection::are_distinct;
use super::literal::{Given, Takes, never};
use super::place::{begin, hand_on, with_place};
use super::source::node;
use super::through::Written;
use super::{Reader, Rule, Serializer, Typed, Via, rule};

macro_rules! tuple {
    ($count:literal: $($element:ident $place:tt),*) => {
        impl<$($element: Typed),*> Typed for ($($element,)*) {
            type Via = Self;
        }

        impl<$($element: Typed),*> Via<Self> for ($($element,)*) {
            const TAKES: Takes = Takes::Other;

            fn fill(
                from: &mut Reader<'_>,
                rules: &[Rule],
                place: &mut Option<Self>,
            ) -> Option<()> {
                let mut start = from.clone();
                with_place(|draft: &mut Option<($(Option<$element>,)*)>| {
                    let elements = begin(draft);
                    let mut is_next = from.array()?;
                    $(
                        if !is_next {
                            return None;
                        }
                        $element::fill(from, rule::element(rules, $place), &mut elements.$place)?;
                        is_next = from.next_item()?;
                    )*
                    let differ = || start.items_differ();
                    let obeys = !from.judges() || rule::list($count, rules, differ);
                    if is_next || !obeys {
                        return None;
                    }
                    hand_on(draft, |draft| {
                        *place = Some(($(draft.$place?,)*));
                        Some(())
                    })?
                })
            }

            fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
                let mut to = to.serialize_tuple($count)?;
                $(to.serialize_element(&Written(&value.$place))?;)*
                to.end()
            }

            fn obeys(value: &Self, rules: &[Rule]) -> bool {
                let differ = || node(value).as_ref().map(are_distinct);
                $(value.$place.obeys(rule::element(rules, $place)) &&)*
                    rule::list($count, rules, differ)
            }

            fn from_literal(_: Given) -> Self {
                never()
            }
        }
    };
}

tuple!(1: A 0);
tuple!(2: A 0, B 1);
tuple!(3: A 0, B 1, C 2);
tuple!(4: A 0, B 1, C 2, D 3);
tuple!(5: A 0, B 1, C 2, D 3, E 4);
tuple!(6: A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

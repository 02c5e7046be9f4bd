use super::{Node, Span, Text, hash};
use std::fmt;
use std::sync::Arc;

/// Objects with more members than this are looked up through an index.
const SMALL: usize = 8;

/// The members of a JSON object in the order of the text; no two have the same name.
///
/// Finding a member takes time that grows with the logarithm of their number.
#[derive(Clone, Default)]
pub struct Object {
    members: Arc<[Member]>,
    /// The hashes of the names and the positions of the members, ordered by hash and then by name,
    /// unless there are few.
    index: Option<Arc<Index>>,
}

type Index = Vec<(u32, u32)>;

/// A name and its value.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// The name of a member.
#[derive(Clone, Debug, Default)]
pub struct Key {
    /// The name without quotes and escapes.
    pub text: Text,
    /// Its place, quotes included.
    pub span: Span,
}

impl Object {
    /// Takes the members, or says which two places have the same name: the earliest repetition.
    pub(super) fn new(members: Arc<[Member]>) -> Result<Self, Duplicate> {
        let mut index = Vec::new();
        let duplicate = if members.len() <= SMALL {
            first_duplicate(&members)
        } else {
            index.reserve_exact(members.len());
            index.extend((members.iter().map(|member| hash(name(member)))).zip(0..));
            let name = |position: u32| members.get(position as usize).map(name);
            index.sort_unstable_by(|a, b| {
                let by_name = || name(a.1).cmp(&name(b.1));
                a.0.cmp(&b.0).then_with(by_name).then(a.1.cmp(&b.1))
            });
            let equal = |pair: &[(u32, u32)]| match pair {
                [a, b] if a.0 == b.0 && name(a.1) == name(b.1) => {
                    Some((a.1 as usize, b.1 as usize))
                }
                _ => None,
            };
            index.windows(2).filter_map(equal).min_by_key(|pair| pair.1)
        };
        let pair = duplicate.and_then(|(a, b)| Some((members.get(a)?, members.get(b)?)));
        if let Some((first, second)) = pair {
            return Err(Duplicate {
                name: second.key.text.to_string(),
                first: first.key.span,
                second: second.key.span,
            });
        }
        let index = (!index.is_empty()).then(|| Arc::new(index));
        Ok(Self { members, index })
    }

    /// The value of the member with this name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.member(name).map(|member| &member.value)
    }

    /// The member with this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.get(self.position(name)?)
    }

    /// The place of the member with this name.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let sought = name.as_bytes();
        let Some(index) = &self.index else {
            let mut members = self.members.iter();
            return members.position(|member| self::name(member) == sought);
        };
        let at = |position: u32| self.members.get(position as usize);
        let sought_hash = hash(sought);
        let found = index.binary_search_by(|(hash, position)| {
            let by_name = || at(*position).map(self::name);
            let by_hash = hash.cmp(&sought_hash);
            by_hash.then_with(|| by_name().cmp(&Some(sought)))
        });
        let (_, position) = index.get(found.ok()?)?;
        Some(*position as usize)
    }

    /// Whether there is a member with this name.
    pub fn contains(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    /// Whether a name is one of those that are looked for.
    pub(crate) fn has_name(&self, is_one: impl Fn(&[u8]) -> bool) -> bool {
        self.members.iter().any(|member| is_one(name(member)))
    }

    /// The members in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Member> {
        self.members.iter()
    }

    /// The members as a slice.
    pub(super) fn as_slice(&self) -> &[Member] {
        &self.members
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = &'a Member;
    type IntoIter = std::slice::Iter<'a, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// Two members with one name.
pub(super) struct Duplicate {
    pub(super) name: String,
    pub(super) first: Span,
    pub(super) second: Span,
}

fn name(member: &Member) -> &[u8] {
    member.key.text.as_bytes()
}

fn first_duplicate(members: &[Member]) -> Option<(usize, usize)> {
    members.iter().enumerate().find_map(|(second, member)| {
        let mut before = members.iter().take(second);
        before
            .position(|earlier| name(earlier) == name(member))
            .map(|first| (first, second))
    })
}

#[cfg(test)]
mod tests {
    use crate::json::{JsonErrorKind, Value, parse};

    fn text(names: &[String]) -> String {
        let members: Vec<_> = (names.iter().map(|name| format!("\"{name}\":0"))).collect();
        format!("{{{}}}", members.join(","))
    }

    #[test]
    fn every_size_finds_every_member() {
        for size in 0..40 {
            let names: Vec<_> = (0..size).map(|n| format!("k{}", n * 7 % 41)).collect();
            let node = parse(&text(&names)).unwrap();
            let Value::Object(object) = &node.value else {
                panic!("not an object")
            };
            assert_eq!(object.len(), size);
            assert_eq!(object.is_empty(), size == 0);
            let order: Vec<&str> = object.iter().map(|member| &*member.key.text).collect();
            assert_eq!(order, names);
            assert!(names.iter().all(|name| object.contains(name)));
            for absent in ["", "k", "k99", "z", "K1"] {
                assert!(object.get(absent).is_none());
            }
        }
    }

    #[test]
    fn the_earliest_repetition_is_reported() {
        let names = ["z", "z", "a", "a", "z", "b", "c", "d", "e", "f"];
        for length in [5, names.len()] {
            let names: Vec<_> = names.iter().take(length).map(ToString::to_string).collect();
            let error = parse(&text(&names)).unwrap_err();
            assert_eq!(error.span.start, 7);
            assert!(
                matches!(error.kind, JsonErrorKind::DuplicateMember { name, .. } if name == "z")
            );
        }
    }

    #[test]
    fn every_size_sees_every_duplicate() {
        for size in 2..20 {
            for first in 0..size {
                for second in first + 1..size {
                    let mut names: Vec<_> = (0..size).map(|n| format!("k{n:02}")).collect();
                    names[second] = names[first].clone();
                    let error = parse(&text(&names)).unwrap_err();
                    let JsonErrorKind::DuplicateMember { name, first: place } = error.kind else {
                        panic!("{error}")
                    };
                    let start = |index: usize| u32::try_from(1 + index * 8).unwrap();
                    assert_eq!(name, names[first]);
                    assert_eq!(place.start, start(first));
                    assert_eq!(error.span.start, start(second));
                }
            }
        }
    }
}

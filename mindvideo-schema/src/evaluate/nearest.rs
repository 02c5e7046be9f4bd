use super::reasons::{AllReasons, Found, ReasonsId};
use crate::hashed::Known;

/// What to say about a value that no branch of a union fits.
pub(super) struct Nearest {
    /// The place of the branch that was meant, if that can be told.
    pub(super) branch: Option<usize>,
    /// Why that one does not fit; why each does not, if none of them takes values of this type.
    pub(super) reasons: Vec<Found>,
}

/// The branch that was meant, by why each does not fit the value: one that takes values of its
/// type, then one whose tags it has, then the one with the fewest violations and, of these, with
/// the deepest.
pub(super) fn nearest(branches: &[ReasonsId], all: &AllReasons) -> Nearest {
    let only = branches.len() == 1;
    let summaries = branches.iter().map(|branch| {
        let reasons = all.get(*branch);
        reasons.map(|reasons| reasons.summary).unwrap_or_default()
    });
    let ranked = summaries.map(|known| {
        let shallow = usize::MAX - known.depth;
        (known.wrong_type, known.wrong_tag, known.count, shallow)
    });
    match ranked.enumerate().min_by_key(|(_, rank)| *rank) {
        Some((_, (true, ..))) if !only => {
            let mut said = Known::default();
            let mut reasons = Vec::new();
            for branch in branches {
                for reason in all.wrong_types(*branch) {
                    if said.get(&reason.message).is_none() {
                        said.set(reason.message.clone(), ());
                        reasons.push(Found::Violation(reason));
                    }
                }
            }
            Nearest {
                branch: None,
                reasons,
            }
        }
        Some((index, _)) => Nearest {
            branch: (!only).then_some(index),
            reasons: branches
                .get(index)
                .copied()
                .map(Found::Branch)
                .into_iter()
                .collect(),
        },
        None => Nearest {
            branch: None,
            reasons: Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::Evaluator;

    fn report(schema: &str, instance: &str) -> Vec<String> {
        let evaluator = Evaluator::new(schema).unwrap();
        let report = evaluator.check_json(instance.as_bytes()).unwrap_err();
        let lines = report.iter().map(|violation| {
            let message = &violation.message;
            format!("{}: {message}", violation.instance)
        });
        lines.collect()
    }

    const SHAPES: &str = r#"{"oneOf": [
        {"type": "object", "properties": {"kind": {"const": "circle"}, "r": {"type": "number"}},
            "required": ["kind", "r"], "additionalProperties": false},
        {"type": "object", "properties": {"kind": {"const": "square"}, "side": {"type": "number"},
            "turn": {"type": "object", "properties": {"by": {"maximum": 90}}}},
            "required": ["kind", "side"], "additionalProperties": false},
        {"type": "string"},
        {"type": "null"}
    ]}"#;

    #[test]
    fn the_tag_decides_before_the_number_of_violations() {
        let lines = report(SHAPES, r#"{"kind": "square", "r": 1, "turn": {"by": 91}}"#);
        assert!(
            lines[0].ends_with("fits none of 4 branches; nearest is #/oneOf/1 (kind: \"square\")"),
            "{lines:?}"
        );
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(
            lines
                .iter()
                .any(|line| line == "/turn/by: 91 is not at most 90")
        );
    }

    #[test]
    fn the_type_decides_before_the_tag() {
        let lines = report(SHAPES, r#"{"kind": "triangle", "r": 1}"#);
        assert!(
            lines[0].ends_with("nearest is #/oneOf/0 (kind: \"circle\")"),
            "{lines:?}"
        );
        assert_eq!(lines[1..], ["/kind: \"triangle\" is not \"circle\""]);
    }

    #[test]
    fn a_value_of_another_type_is_told_all_types() {
        let lines = report(SHAPES, "7");
        assert_eq!(
            lines[1..],
            [
                ": 7 is an integer, not an object",
                ": 7 is an integer, not a string",
                ": 7 is an integer, not null"
            ]
        );
        assert_eq!(lines[0], ": 7 fits none of 4 branches");
    }

    #[test]
    fn branches_are_called_by_their_places_and_what_they_refer_to() {
        let schema = r##"{"$defs": {"small": {"maximum": 9}}, "oneOf": [
            {"$ref": "#/$defs/small"}, {"multipleOf": 2}]}"##;
        assert_eq!(
            report(schema, "4"),
            [": 4 fits #/oneOf/0 (small) and #/oneOf/1, but exactly one may fit"]
        );
        assert_eq!(
            report(schema, "11")[0],
            ": 11 fits none of 2 branches; nearest is #/oneOf/0 (small)"
        );
    }

    #[test]
    fn among_equals_the_deepest_is_meant() {
        let schema = r#"{"anyOf": [{"required": ["b"]},
            {"properties": {"a": {"properties": {"x": {"type": "string"}}}}}]}"#;
        let lines = report(schema, r#"{"a": {"x": 1}}"#);
        assert_eq!(lines[1..], ["/a/x: 1 is an integer, not a string"]);
    }
}

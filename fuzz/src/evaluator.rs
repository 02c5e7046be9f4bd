use mindvideo_conformance::explained::{self, Difference};
use mindvideo_conformance::peers::Judges;
use mindvideo_schema::schema::Dialect;
use mindvideo_schema::{Evaluator, json};

use crate::two_texts;

/// The evaluator's two answers are one, and the one that the crate `jsonschema` gives where it
/// accepts the schema and numbers are such that it can keep them.
pub fn evaluator(bytes: &[u8]) {
    let Some((schema, instance)) = two_texts(bytes) else {
        return;
    };
    let Ok(evaluator) = Evaluator::new(schema) else {
        return;
    };
    let reasons = evaluator.check_json(instance.as_bytes());
    let Ok(node) = json::parse(instance) else {
        assert!(reasons.is_err(), "{instance} is not JSON and valid");
        return;
    };
    assert_eq!(evaluator.is_valid(&node), reasons.is_ok(), "{reasons:?}");
    assert_eq!(evaluator.check(&node).is_ok(), reasons.is_ok());
    compare(schema, instance);
}

fn compare(schema: &str, instance: &str) {
    let values = [schema, instance].map(serde_json::from_str::<serde_json::Value>);
    let [Ok(schema), Ok(instance)] = values else {
        return;
    };
    // The peers take exponential time where branches meet again, a level of the instance each.
    if depth(&instance) > 8 || depth(&schema) > 24 {
        return;
    }
    if !(kept(&schema) && kept(&instance) && only_standard(&schema)) {
        return;
    }
    let Ok(judges) = Judges::new(&schema, Dialect::Draft2020) else {
        return;
    };
    let Ok(verdicts) = judges.verdicts(&instance) else {
        return;
    };
    let difference = Difference {
        schema: &schema,
        dialect: Dialect::Draft2020,
        instance: &instance,
        verdicts,
    };
    // Both peers on the other side are more likely right than one.
    let alone = [verdicts.jsonschema, verdicts.boon] == [Some(!verdicts.ours); 2];
    assert!(
        !alone || explained::explanation(&difference).is_some(),
        "both peers say otherwise: {schema} and {instance}: {verdicts:?}"
    );
}

fn depth(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    1 + match value {
        Value::Array(items) => items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => members.values().map(depth).max().unwrap_or(0),
        _ => return 1,
    }
}

/// Whether doubles keep every number, so that a peer judges the same numbers.
fn kept(value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::Number(number) => {
            let double = number.as_f64().unwrap_or(f64::INFINITY);
            double == 0.0 || (1e-6..9e15).contains(&double.abs())
        }
        Value::Array(items) => items.iter().all(kept),
        Value::Object(members) => members.values().all(kept),
        _ => true,
    }
}

/// Without `$schema`, a schema is of the newest draft to everyone.
fn only_standard(schema: &serde_json::Value) -> bool {
    schema.get("$schema").is_none()
}

//! The seed's schema on instances that nobody here wrote, through both generated models.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::PathBuf;

use generated_demo::{models, veo};
use mindvideo::Valid;
use serde_json::Value;

/// The lines of a file of instances; empty without the folder that `MINDVIDEO_SHARED` names.
fn instances(kind: &str) -> Vec<Value> {
    let Some(shared) = std::env::var_os("MINDVIDEO_SHARED") else {
        return Vec::new();
    };
    let name = format!("corpora/mindvideo/veo3-1-quality.{kind}.jsonl");
    let text = std::fs::read_to_string(PathBuf::from(shared).join(name)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Reads a value through a type: `None` if it is refused, else what it is written as.
fn through<T: mindvideo::Model>(text: &str) -> Option<Value> {
    let read = serde_json::from_str::<Valid<T>>(text).ok();
    assert_eq!(read.is_some(), T::from_json(text).is_ok(), "{text}");
    read.map(|valid| serde_json::to_value(&valid).unwrap())
}

#[test]
fn every_verdict_is_right_and_nothing_is_lost() {
    let rows: Vec<Value> = ["instances", "real"].map(instances).concat();
    for row in &rows {
        let instance = &row["instance"];
        let text = instance.to_string();
        for read in [
            through::<models::veo3_1_quality::Input>(&text),
            through::<veo::Input>(&text),
        ] {
            match row["valid"].as_bool() {
                Some(true) => assert_eq!(read.as_ref(), Some(instance)),
                _ => assert_eq!(read, None, "{row}"),
            }
        }
    }
    println!("{} instances judged by both models", rows.len());
}

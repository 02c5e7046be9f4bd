//! The model of the README, as its user meets it.

use mindvideo::{Model, Valid};

/// The model.
#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
pub mod veo {}

use veo::{AspectRatio, Duration, Input, Resolution};

/// What is wrong with a text, a line a violation.
fn report(json: &str) -> String {
    Input::from_json(json).map_or_else(|report| report.to_string(), |input| format!("{input:?}"))
}

#[test]
fn unset_stays_unset() {
    let input = Input::new("a").validate().unwrap();
    assert_eq!(serde_json::to_string(&input).unwrap(), r#"{"prompt":"a"}"#);
    let text = r#"{"prompt":"a","image_urls":[],"aspect_ratio":"9:16"}"#;
    let input = Input::from_json(text).unwrap();
    assert_eq!(input.image_urls.as_deref(), Some(&[][..]));
    assert_eq!(serde_json::to_string(&input).unwrap(), text);
}

#[test]
fn every_violation_of_a_built_input_is_reported() {
    let report = Input::new("").image_urls(["a", "b", "c"]).validate();
    assert_eq!(
        report.unwrap_err().to_string(),
        "/prompt: \"\" is shorter than 1 character (#/properties/prompt/minLength)\n\
         /image_urls: the array has 3 items, but at most 2 items may be there \
         (#/properties/image_urls/maxItems)"
    );
}

/// What `input!` expands to gives nobody else a proof.
#[test]
#[should_panic(expected = "/prompt: \"\" is shorter than 1 character")]
fn a_proof_is_not_had_without_a_check() {
    mindvideo::typed::literal::proven(Input::new(""));
}

#[test]
fn every_violation_of_a_text_is_reported_at_its_place() {
    assert_eq!(
        report("{\n  \"promt\": \"x\",\n  \"duration\": null,\n  \"image_urls\": [\"a\", 1]\n}"),
        "1:1: the required member `prompt` is missing (#/required)\n\
         2:3: /promt: there is no member `promt`; did you mean `prompt`? (#/additionalProperties)\n\
         3:15: /duration: null is not an integer (#/properties/duration/type)\n\
         3:15: /duration: null is not 8 (#/properties/duration/enum)\n\
         4:23: /image_urls/1: 1 is an integer, not a string (#/properties/image_urls/items/type)"
    );
    assert_eq!(
        report("{\"prompt\": \"a\", \"prompt\": \"b\"}"),
        "1:17: this is not JSON: the object has two members `prompt`"
    );
    assert_eq!(
        report("{\"prompt\": \"\", \"duration\": 8.00000000000000000001}"),
        "1:28: /duration: the number 8.00000000000000000001 cannot be kept exactly: \
         integers of 64 bits and doubles can\n\
         1:12: /prompt: \"\" is shorter than 1 character (#/properties/prompt/minLength)\n\
         1:28: /duration: 8.00000000000000000001 is a number, not an integer \
         (#/properties/duration/type)\n\
         1:28: /duration: 8.00000000000000000001 is not 8 (#/properties/duration/enum)"
    );
}

#[test]
fn an_integer_is_one_by_value() {
    for text in ["8", "8.0", "8e0", "0.8e1"] {
        let input = Input::from_json(format!("{{\"prompt\": \"a\", \"duration\": {text}}}"));
        assert_eq!(input.unwrap().duration, Some(Duration::_8), "{text}");
    }
}

#[test]
fn serde_reads_valid_inputs_only() {
    let read = serde_json::from_str::<Valid<Input>>(r#"{"prompt":""}"#).unwrap_err();
    assert!(
        read.to_string().contains("shorter than 1 character"),
        "{read}"
    );
    assert!(serde_json::from_str::<Valid<Input>>(r#"{"prompt":"a"}"#).is_ok());
}

#[test]
fn enums_speak_both_languages() {
    assert_eq!(AspectRatio::_16x9.to_string(), "16:9");
    assert_eq!("4k".parse(), Ok(Resolution::_4k));
    assert_eq!(
        "5k".parse::<Resolution>().unwrap_err().to_string(),
        "`5k` is not one of \"720p\", \"1080p\", \"4k\""
    );
    assert_eq!(Resolution::ALL.len(), 3);
    assert_eq!(Duration::_8.get(), 8);
    const { assert!(Resolution::_720p.as_str().len() == 4) };
}

#[test]
fn the_schema_is_at_hand() {
    assert_eq!(Input::SLUG, "veo3-1-quality");
    let schema: serde_json::Value = serde_json::from_str(Input::SCHEMA).unwrap();
    assert_eq!(
        schema["properties"]["prompt"]["x-playground"]["widget"],
        "textarea"
    );
}

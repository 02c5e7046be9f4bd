//! What setters take, and how it is written.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

/// A model with all kinds of fields that may be `null`.
#[mindvideo::mindvideo_model("../mindvideo-codegen/tests/golden/nullable.json")]
pub mod nullable {}

use mindvideo::{Integer, Number};
use nullable::{Input, Mode, Size};

fn written(input: &Input) -> String {
    serde_json::to_string(input).unwrap()
}

#[test]
fn a_field_that_may_be_null_takes_what_its_value_is_made_of() {
    let input = Input::new(5)
        .text("ab")
        .tags(["a", "b"])
        .seed(7)
        .mode(Mode::Fast)
        .size(Size::new(3))
        .flag(true);
    assert_eq!(
        written(&input),
        r#"{"text":"ab","must":5,"mode":"fast","size":{"width":3},"tags":["a","b"],"seed":7,"flag":true}"#
    );
    let same = Input::new(Some(5))
        .text("ab".to_owned())
        .tags(vec!["a".to_owned()]);
    assert_eq!(same, Input::new(5).text(Some("ab".to_owned())).tags(["a"]));
    assert_eq!(
        written(&Input::new(None).text(None).tags(None).seed(None)),
        r#"{"text":null,"must":null,"tags":null,"seed":null}"#
    );
}

#[test]
fn integers_are_written_as_they_were_read() {
    for (text, written) in [
        ("100", "100"),
        ("-7", "-7"),
        ("8.0", "8.0"),
        ("18446744073709551615", "18446744073709551615"),
        ("1e20", "1e+20"),
    ] {
        let integer: Integer = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&integer).unwrap(), written);
        let input = Input::from_json(format!(r#"{{"must":1,"seed":{text}}}"#)).unwrap();
        let kept = serde_json::to_string(&input).unwrap();
        assert_eq!(kept, format!(r#"{{"must":1,"seed":{written}}}"#));
    }
    let number: Number = serde_json::from_str("1e2").unwrap();
    assert_eq!(serde_json::to_string(&number).unwrap(), "100.0");
}

#[test]
fn numbers_are_read_compared_and_converted() {
    assert!(serde_json::from_str::<Integer>("1.5").is_err());
    let seed: Integer = serde_json::from_str("8.0").unwrap();
    assert_eq!(seed, 8);
    assert_eq!(8, seed);
    assert_eq!(Number::from(seed.clone()), 8);
    assert_eq!(u64::try_from(seed), Ok(8));
    let negative = Integer::from(-1);
    assert_eq!(i64::try_from(negative.clone()), Ok(-1));
    let refused = u64::try_from(negative).unwrap_err();
    assert_eq!(refused.to_string(), "-1 is out of the range of the type");
}

#[mindvideo::mindvideo_model("schemas/prompt.json")]
/// What is in the module stays, whatever else stands on it.
#[allow(dead_code)]
pub mod prompt {
    pub use std::collections::BTreeMap as Map;

    pub const LENGTH: usize = 3;
    pub struct Mine;

    // Generated code means those of the prelude.
    pub struct String;
    pub struct Option;
    pub enum Result {
        Ok,
        Err,
    }
}

#[mindvideo::mindvideo_model("schemas/draft7.json", draft = "7")]
mod draft7 {}

#[mindvideo::mindvideo_model(
    "schemas/mapped.json",
    map("https://example.com/schemas/" = "schemas"),
    assert_format = true,
)]
pub(crate) mod mapped {}

fn main() {
    let _ = (prompt::String, prompt::Option, prompt::Result::Ok, prompt::Result::Err);
    let prompt = <prompt::Input as mindvideo::Validate>::from_json(r#""a cat""#);
    assert!(prompt.is_ok());
    let _ = (prompt::LENGTH, prompt::Mine, prompt::Map::<(), ()>::new());
    assert!(draft7::Input::from_json(r#"{"pair": ["a", 1]}"#).is_ok());
    assert!(draft7::Input::from_json(r#"{"pair": [1, "a"]}"#).is_err());
    let mapped = mindvideo::input!(mapped::Input { prompt: "a cat" });
    assert_eq!(mapped.prompt, "a cat");
}

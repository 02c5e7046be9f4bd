#[mindvideo::mindvideo_model]
pub mod nothing {}

#[mindvideo::mindvideo_model(schemas/text.json)]
pub mod no_quotes {}

#[mindvideo::mindvideo_model(path = "schemas/text.json")]
pub mod named {}

// The uses of such a module add no errors.
fn main() {
    let _ = nothing::Input::new("a cat");
}

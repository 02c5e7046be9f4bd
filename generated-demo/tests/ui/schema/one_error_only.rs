// The uses of a model whose schema is refused add no errors.
#[mindvideo::mindvideo_model("schemas/interger.json")]
pub mod model {}

fn submit(_: &mindvideo::Valid<model::Input>) {}

fn main() {
    let input = model::Input::new("a cat").duration(8);
    submit(&input.validate().unwrap());
    submit(&mindvideo::input!(model::Input { duration: 8 }));
}

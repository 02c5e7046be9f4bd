#[mindvideo::mindvideo_model("schemas/text.json")]
pub fn model() {}

fn main() {
    model();
}

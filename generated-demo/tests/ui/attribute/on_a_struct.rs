#[mindvideo::mindvideo_model("schemas/text.json")]
pub struct Input;

fn main() {
    let _ = Input;
}

#[mindvideo::mindvideo_model("schemas/whole.json")]
pub mod whole {}

fn main() {
    let _ = mindvideo::input!(whole::Input { prompt: "a cat" });
}

#[mindvideo::mindvideo_model("schemas/text.json")]
pub mod text {}

struct Mine {
    prompt: String,
}

fn main() {
    let _ = mindvideo::input!(Mine { prompt: "a cat" });
    let _ = mindvideo::input!(text::Input { prompt: "a cat" });
    let _ = mindvideo::input!(text::Imput { prompt: "a cat" });
}

#[mindvideo::mindvideo_model("schemas/formats.json", assert_format = true)]
pub mod formats {}

fn main() {
    let _ = mindvideo::input!(formats::Input { seed: 2147483647, mood: "good" });
    let _ = mindvideo::input!(formats::Input { seed: 2147483648 });
    let _ = mindvideo::input!(formats::Input { day: "2024-02-29" });
}

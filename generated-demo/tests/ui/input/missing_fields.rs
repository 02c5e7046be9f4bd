#[mindvideo::mindvideo_model("schemas/studio.json")]
pub mod studio {}

fn main() {
    let _ = mindvideo::input!(studio::Input { seed: 1 });
    let _ = mindvideo::input!(studio::Input {
        r#type: "film",
        camera: studio::Camera { lens: "wide" },
    });
}

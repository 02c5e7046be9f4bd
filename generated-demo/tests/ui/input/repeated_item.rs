#[mindvideo::mindvideo_model("schemas/studio.json")]
pub mod studio {}

fn main() {
    let _ = mindvideo::input!(studio::Input {
        r#type: "film",
        camera: studio::Camera { zoom: 1 },
        image_urls_: ["https://a.b", "https://a.b"],
    });
}

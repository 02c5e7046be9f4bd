// Fields are found by their names in Rust, whatever JSON calls them.
use generated_demo::veo;

#[mindvideo::mindvideo_model("schemas/studio.json")]
pub mod studio {}

fn main() {
    let _ = mindvideo::input!(veo::Input { r#prompt: "" });
    let _ = mindvideo::input!(studio::Input {
        r#type: "",
        image_urls_: ["short"],
        at_id__: "12345",
        camera: studio::Camera { zoom: -5.5, r#lens: "fish" },
        cameras: [studio::CamerasItem { zoom: 6 }],
    });
}

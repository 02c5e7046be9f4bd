#[mindvideo::mindvideo_model("schemas/studio.json")]
pub mod studio {}

fn main() {
    let _ = mindvideo::input!(studio::Input {
        r#type: "film",
        camera: studio::Camera { zoom: 1e400 },
        ratio: 0.99999999999999999999,
        seed: 1.5,
    });
    let _ = mindvideo::input!(studio::Input {
        r#type: "film",
        camera: studio::Camera { zoom: 0x10 },
        ratio: 1.,
    });
}

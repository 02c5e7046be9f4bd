use generated_demo::veo;

#[mindvideo::mindvideo_model("schemas/studio.json")]
pub mod studio {}

fn main() {
    let prompt = String::new();
    let urls = Vec::<String>::new();
    let camera = studio::Camera::new(99);
    let label = "a";
    let _ = mindvideo::input!(veo::Input { prompt });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", image_urls: urls });
    let _ = mindvideo::input!(studio::Input { r#type: "film", camera });
    let _ = mindvideo::input!(studio::Input {
        r#type: "film",
        camera: studio::Camera { zoom: 1 },
        image_urls_: [label],
        mode: "slow",
        style: "ugly",
        code: "abc",
    });
    let _ = mindvideo::input!(studio::Input {
        r#type: "film",
        camera: studio::Camera { zoom: 1 },
        additional_properties: mindvideo::Map::new(),
    });
}

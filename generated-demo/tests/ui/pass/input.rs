use generated_demo::veo;
use mindvideo::{Map, Valid, input};

#[mindvideo::mindvideo_model("schemas/studio.json")]
pub mod studio {}

fn json<T: mindvideo::typed::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

fn literals() {
    let valid: Valid<veo::Input> = input!(veo::Input {
        prompt: r#"a "cat""#,
        resolution: "4k",
        duration: 8,
        enable_gif: true,
    });
    assert_eq!(
        json(&valid),
        r#"{"prompt":"a \"cat\"","duration":8,"enable_gif":true,"resolution":"4k"}"#
    );
}

fn expressions() {
    let (first, enable_gif) = (String::from("https://example.com/1.png"), 1 + 1 == 2);
    let valid = input!(veo::Input {
        prompt: "a cat",
        enable_gif,
        aspect_ratio: veo::AspectRatio::_9x16,
        resolution: if enable_gif { veo::Resolution::_720p } else { veo::Resolution::_4k },
        image_urls: [first, Vec::<&str>::from(["b"]).concat(),],
    });
    assert_eq!(valid.aspect_ratio, Some(veo::AspectRatio::_9x16));
    assert_eq!(valid.resolution, Some(veo::Resolution::_720p));
    assert_eq!(valid.image_urls.as_deref().unwrap(), ["https://example.com/1.png", "b"]);
}

fn nested() {
    let lens = studio::CameraFieldLens::Tele;
    let valid = input!(
        studio::Input {
            r#type: "film",
            camera: studio::Camera { zoom: -2.5, lens },
            cameras: [studio::CamerasItem { zoom: -3 }, studio::CamerasItem {}],
            image_urls_: ["https://a.b", "https://a.c"],
            at_id__: "1234",
            seed: null,
            tags: ["a", lens.as_str()],
            extra: serde_json::json!({"a": [1]}),
            labels: Map::from([("a".to_owned(), "b".to_owned())]),
            r#match: false,
            ratio: 0x0,
        },
    );
    assert_eq!(
        json(&valid),
        r#"{"type":"film","imageUrls":["https://a.b","https://a.c"],"@id":"1234","camera":{"zoom":-2.5,"lens":"tele"},"cameras":[{"zoom":-3},{}],"seed":null,"tags":["a","tele"],"extra":{"a":[1]},"labels":{"a":"b"},"match":false,"ratio":0}"#
    );
    // What the compiler has judged is what a run judges.
    assert!(valid.into_inner().validate().is_ok());
}

fn generic<T: Into<String>>(url: T) -> Valid<veo::Input> {
    use generated_demo::veo::Input as Other;
    input!(Other { prompt: "a cat", image_urls: [url] })
}

macro_rules! cat {
    ($input:path, $field:ident: $value:expr) => {
        input!($input { prompt: "a cat", $field: $value })
    };
}

fn main() {
    literals();
    expressions();
    nested();
    assert_eq!(generic("a").image_urls.as_deref().unwrap(), ["a"]);
    let seconds = cat!(veo::Input, duration: 8).duration.unwrap();
    assert_eq!(seconds.get(), 8);
}

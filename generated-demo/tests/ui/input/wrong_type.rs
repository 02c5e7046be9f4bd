use generated_demo::veo;

fn main() {
    let _ = mindvideo::input!(veo::Input { prompt: 5 });
    let _ = mindvideo::input!(veo::Input { prompt: null });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", enable_gif: "true" });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", image_urls: [1] });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", image_urls: "https://example.com/1.png" });
    let _ = mindvideo::input!(veo::Input { prompt: ["a cat"] });
}

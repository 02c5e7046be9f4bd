use generated_demo::veo;

fn main() {
    let _ = mindvideo::input!(veo::Input { prompt: b"a cat" });
    let _ = mindvideo::input!(veo::Input { prompt: c"a cat" });
    let _ = mindvideo::input!(veo::Input { prompt: 'a' });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", image_urls: ["a"; 2] });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", image_urls: ["a",, "b"] });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", enable_gif: |a, b| a });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", resolution: veo::Input { prompt: "" } });
}

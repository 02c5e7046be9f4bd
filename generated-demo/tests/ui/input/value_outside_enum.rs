use generated_demo::veo;

fn main() {
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", resolution: "8k" });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", resolution: "4K" });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", aspect_ratio: veo::AspectRatio::_4x3 });
}

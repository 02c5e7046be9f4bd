use generated_demo::veo;

fn main() {
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", resolutoin: "4k" });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", colour: "red" });
}

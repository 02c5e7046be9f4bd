use generated_demo::veo;

fn main() {
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", duration: 7 });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", duration: "8" });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", duration: 8.5 });
}

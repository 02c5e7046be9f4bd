use generated_demo::veo;

fn main() {
    let base = veo::Input::new("a cat");
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", ..base });
    let _ = mindvideo::input!(veo::Input { prompt "a cat" });
    let _ = mindvideo::input!(veo::Input { prompt: });
    let _ = mindvideo::input!(veo::Input { "prompt": "a cat" });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat",, duration: 8 });
    let _ = mindvideo::input!(veo::Input { prompt = "a cat" });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", prompt: "a dog" });
}

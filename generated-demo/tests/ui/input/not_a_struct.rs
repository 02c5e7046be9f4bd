use generated_demo::veo;

fn main() {
    let _ = mindvideo::input!();
    let _ = mindvideo::input!(veo::Input);
    let _ = mindvideo::input!(veo::Input("a cat"));
    let _ = mindvideo::input!({ prompt: "a cat" });
    let _ = mindvideo::input!(match veo { prompt });
}

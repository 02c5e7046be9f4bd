use generated_demo::veo;

fn main() {
    let gif = String::from("yes");
    let resolution = Some(veo::Resolution::_4k);
    let url = 'a';
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", enable_gif: gif });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", resolution });
    let _ = mindvideo::input!(veo::Input { prompt: "a cat", image_urls: [url.len_utf8()] });
}

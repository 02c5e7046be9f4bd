use generated_demo::veo;

fn main() {
    let first = "https://example.com/1.png";
    let _ = mindvideo::input!(veo::Input {
        prompt: "a cat",
        image_urls: [first, "https://example.com/2.png", "https://example.com/3.png"],
    });
}

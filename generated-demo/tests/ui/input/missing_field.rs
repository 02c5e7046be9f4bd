use generated_demo::veo;

fn main() {
    let _ = mindvideo::input!(veo::Input { duration: 8 });
}

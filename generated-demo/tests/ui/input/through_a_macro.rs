// What comes through a macro's fragments is judged as well.
use generated_demo::veo;

macro_rules! cat {
    ($input:path, $prompt:expr, $duration:literal) => {
        mindvideo::input!($input { prompt: $prompt, duration: $duration })
    };
}

fn main() {
    let _ = cat!(veo::Input, "", 8);
    let _ = cat!(veo::Input, "a cat", 7);
}

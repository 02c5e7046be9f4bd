#[mindvideo::mindvideo_model("schemas/interga.json")]
pub mod model {}

#[mindvideo::mindvideo_model("shemas/interger.json")]
pub mod other {}

fn main() {}

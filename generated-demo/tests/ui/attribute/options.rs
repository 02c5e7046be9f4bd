#[mindvideo::mindvideo_model("schemas/text.json", draft = "8")]
pub mod no_such_draft {}

#[mindvideo::mindvideo_model("schemas/text.json", assert_format = yes)]
pub mod no_such_value {}

#[mindvideo::mindvideo_model("schemas/text.json", map("https://example.com/"))]
pub mod no_folder {}

#[mindvideo::mindvideo_model("schemas/text.json", drft = "7")]
pub mod no_such_option {}

fn main() {}

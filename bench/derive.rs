// What a person who wants no rules would write for the seed's schema.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub prompt: String,
    pub duration: Option<i64>,
    pub enable_gif: Option<bool>,
    pub image_urls: Option<Vec<String>>,
    pub resolution: Option<Resolution>,
    pub aspect_ratio: Option<AspectRatio>,
    pub generation_type: Option<GenerationType>,
}

#[derive(Deserialize)]
pub enum Resolution {
    #[serde(rename = "720p")]
    _720p,
    #[serde(rename = "1080p")]
    _1080p,
    #[serde(rename = "4k")]
    _4k,
}

#[derive(Deserialize)]
pub enum AspectRatio {
    #[serde(rename = "16:9")]
    _16x9,
    #[serde(rename = "9:16")]
    _9x16,
}

#[derive(Deserialize)]
pub enum GenerationType {
    #[serde(rename = "frame")]
    Frame,
}

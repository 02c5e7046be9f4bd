//! `requests` drives [`handle`](super::handle) without sockets; `network` talks to a running sandbox.

mod network;
mod requests;

const VEO: &str = "veo3-1-quality";
const VEO_SCHEMA: &str = r#"{
    "type": "object",
    "required": ["prompt"],
    "properties": {"prompt": {"type": "string", "minLength": 1}, "duration": {"enum": [8]}}
}"#;
const PICTURE: &str = "gpt-image-2";

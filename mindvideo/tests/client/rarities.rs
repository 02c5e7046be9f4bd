//! What breaks on a wire more rarely than `wire.rs` has it.

use crate::{
    server::{Do, json, reply},
    wire,
};

/// Everything that makes an answer useless, with names.
pub(crate) fn all_faults() -> Vec<(&'static str, Vec<Do>)> {
    let mut all = wire::faults();
    all.extend(broken_connections());
    all.extend(broken_answers());
    all
}

fn written(text: &str, end: Do) -> Vec<Do> {
    vec![Do::Write(text.as_bytes().to_vec()), end]
}

fn broken_connections() -> Vec<(&'static str, Vec<Do>)> {
    let head = "HTTP/1.1 200 OK\r\n";
    let twice = "content-length: 2\r\ncontent-length: 3\r\n\r\n{}";
    let no_chunk = "transfer-encoding: chunked\r\n\r\nx\r\n";
    vec![
        ("one byte", written("H", Do::Rst)),
        (
            "head cut in order",
            written(&format!("{head}content-le"), Do::Fin),
        ),
        (
            "head alone",
            written(&format!("{head}content-length: 90\r\n\r\n"), Do::Rst),
        ),
        (
            "endless head",
            vec![Do::Write(format!("{head}x: ").repeat(8000).into()), Do::Fin],
        ),
        (
            "103 alone",
            written("HTTP/1.1 103 Early Hints\r\n\r\n", Do::Fin),
        ),
        ("two lengths", written(&format!("{head}{twice}"), Do::Fin)),
        ("no chunk", written(&format!("{head}{no_chunk}"), Do::Fin)),
    ]
}

fn broken_answers() -> Vec<(&'static str, Vec<Do>)> {
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0";
    let short = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"task_id\":\"task_1\"}";
    vec![
        ("408", reply(408, &[], b"")),
        ("520", reply(520, &[], b"")),
        ("204", written("HTTP/1.1 204 No Content\r\n\r\n", Do::Fin)),
        ("length too short", written(short, Do::Fin)),
        (
            "NaN for a cost",
            json(200, r#"{"task_id":"task_1","cost_estimate":NaN}"#),
        ),
        ("null for a task", json(200, r#"{"task_id":null}"#)),
        ("a list", json(200, r#"[{"task_id":"task_1"}]"#)),
        ("only a BOM", reply(200, &[], b"\xef\xbb\xbf")),
        (
            "gzip unasked",
            reply(200, &[("content-encoding", "gzip")], gzip),
        ),
    ]
}

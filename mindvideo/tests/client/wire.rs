//! What breaks on a wire. `lab/peers` puts other clients through the same.

use std::time::Duration;

use crate::server::{Do, json, reply};

pub(crate) fn silence() -> Vec<Do> {
    vec![Do::Sleep(Duration::from_secs(3)), Do::Fin]
}

/// A 200 whose body stops in the middle.
fn cut() -> Vec<Do> {
    vec![
        Do::Write(
            b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"request_id\":\"req_1\",\"tas"
                .to_vec(),
        ),
        Do::Fin,
    ]
}

fn half_a_head() -> Vec<Do> {
    vec![
        Do::Write(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()),
        Do::Rst,
    ]
}

fn chunked_cut() -> Vec<Do> {
    vec![
        Do::Write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"tas\r\n".to_vec()),
        Do::Fin,
    ]
}

pub(crate) fn faults() -> Vec<(&'static str, Vec<Do>)> {
    vec![
        ("RST", vec![Do::Rst]),
        ("FIN", vec![Do::Fin]),
        ("500", json(500, r#"{"error":"oops"}"#)),
        (
            "502 HTML",
            reply(
                502,
                &[("content-type", "text/html")],
                b"<html><title>Bad gateway</title></html>",
            ),
        ),
        ("503", json(503, "")),
        ("504", reply(504, &[], b"")),
        ("524", reply(524, &[], b"")),
        ("cut body", cut()),
        ("cut chunks", chunked_cut()),
        ("cut head", half_a_head()),
        (
            "broken JSON",
            json(200, r#"{"request_id":"req_1","task_id":"task_1""#),
        ),
        ("JSON without a task", json(200, r#"{"ok":true}"#)),
        ("invalid UTF-8", reply(200, &[], b"{\"task_id\":\"\xff\"}")),
        (
            "HTML for 200",
            reply(200, &[("content-type", "text/html")], b"<html>"),
        ),
        ("empty 200", reply(200, &[], b"")),
        (
            "garbage",
            vec![Do::Write(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec()), Do::Fin],
        ),
        ("5 MiB", reply(200, &[], &vec![b' '; 5 << 20])),
        ("silence", silence()),
    ]
}

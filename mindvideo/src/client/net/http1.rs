//! HTTP/1.1 as bytes, without sockets: requests to write, replies to read as they come.

use bytes::{Buf as _, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, Method, Request, Response, StatusCode, Uri, header};

use super::{LARGEST_HEAD, head};
use crate::client::port;

/// Longest line that announces a chunk, in bytes.
const LONGEST_CHUNK_LINE: usize = 4 * 1024;

/// The head of a request. `absolute`: with the whole URL, as a proxy wants it that is spoken to in the clear.
pub(crate) fn request_head(request: &Request<Bytes>, absolute: bool) -> Vec<u8> {
    let uri = request.uri();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let scheme = uri.scheme_str().filter(|_| absolute);
    let origin = scheme.map_or_else(String::new, |scheme| format!("{scheme}://{authority}"));
    let mut head = format!("{} {origin}{path} HTTP/1.1\r\n", request.method()).into_bytes();
    let mut field = |name: &HeaderName, value: &[u8]| {
        for part in [name.as_str().as_bytes(), b": ", value, b"\r\n"] {
            head.extend_from_slice(part);
        }
    };
    if !request.headers().contains_key(header::HOST) {
        field(&header::HOST, host_field(uri).as_bytes());
    }
    for (name, value) in request.headers() {
        field(name, value.as_bytes());
    }
    if !request.body().is_empty() || *request.method() == Method::POST {
        field(
            &header::CONTENT_LENGTH,
            request.body().len().to_string().as_bytes(),
        );
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// The value of `Host`: the port only where it is not the scheme's own.
fn host_field(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    match uri.port_u16().filter(|port| *port != port::of_scheme(uri)) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The head of a reply, and how its body is framed.
#[derive(Debug)]
pub(crate) struct ReplyHead {
    pub(crate) response: Response<()>,
    pub(crate) body: BodyReader,
    /// Whether another request may follow on the connection.
    pub(crate) keeps: bool,
}

/// Takes the head of a reply off `bytes`; `None` while it is not whole. Interim replies (1xx) are passed over.
pub(crate) fn read_head(
    bytes: &mut BytesMut,
    method: &Method,
) -> Result<Option<ReplyHead>, String> {
    loop {
        let Some((response, size)) = head::parse(bytes)? else {
            return if bytes.len() > LARGEST_HEAD {
                Err(format!(
                    "the reply's head is larger than {LARGEST_HEAD} bytes"
                ))
            } else {
                Ok(None)
            };
        };
        bytes.advance(size);
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            return Err("the server switched protocols unasked".to_owned());
        }
        if !response.status().is_informational() {
            return frame(response, method).map(Some);
        }
    }
}

/// RFC 9112, section 6.3.
fn frame(response: Response<()>, method: &Method) -> Result<ReplyHead, String> {
    let headers = response.headers();
    let mut keeps = response.version() == http::Version::HTTP_11
        && !has_word(headers, &header::CONNECTION, "close");
    let bodiless = *method == Method::HEAD
        || matches!(
            response.status(),
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
        );
    let body = if bodiless {
        BodyReader::Length(0)
    } else if let Some(coding) = headers
        .get_all(header::TRANSFER_ENCODING)
        .iter()
        .next_back()
    {
        // A length beside it may be somebody's trick to smuggle a reply in.
        keeps &= !headers.contains_key(header::CONTENT_LENGTH);
        if !coding.as_bytes().eq_ignore_ascii_case(b"chunked") {
            return Err("the reply has a transfer coding that was not asked for".to_owned());
        }
        BodyReader::Chunked(Chunk::Size)
    } else if let Some(length) = length(headers)? {
        BodyReader::Length(length)
    } else {
        keeps = false;
        BodyReader::UntilClose
    };
    Ok(ReplyHead {
        response,
        body,
        keeps,
    })
}

fn length(headers: &HeaderMap) -> Result<Option<u64>, String> {
    let mut found = None;
    for value in headers.get_all(header::CONTENT_LENGTH) {
        let digits = value
            .to_str()
            .ok()
            .map(str::trim)
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let Some(length) = digits.and_then(|digits| digits.parse::<u64>().ok()) else {
            return Err("the reply's Content-Length is no number".to_owned());
        };
        if found.is_some_and(|other| other != length) {
            return Err("the reply has two lengths".to_owned());
        }
        found = Some(length);
    }
    Ok(found)
}

fn has_word(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(word))
}

/// Takes a body out of its framing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyReader {
    /// So many bytes are still to come.
    Length(u64),
    Chunked(Chunk),
    UntilClose,
}

/// Where in a chunked body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    Size,
    /// So many bytes of the chunk are still to come.
    Data(u64),
    /// The line end after a chunk.
    After,
    /// The fields after the last chunk; so many bytes of them have passed.
    Trailer(usize),
    Over,
}

/// What the bytes at hand gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Data(Bytes),
    /// More bytes are needed.
    More,
    /// The body is whole.
    End,
}

impl BodyReader {
    pub(crate) fn read(&mut self, bytes: &mut BytesMut) -> Result<Piece, String> {
        match self {
            BodyReader::Length(0) => Ok(Piece::End),
            BodyReader::Length(left) | BodyReader::Chunked(Chunk::Data(left)) if *left > 0 => {
                Ok(take(bytes, left))
            }
            BodyReader::Length(_) => Ok(Piece::More),
            BodyReader::UntilClose if bytes.is_empty() => Ok(Piece::More),
            BodyReader::UntilClose => Ok(Piece::Data(bytes.split().freeze())),
            BodyReader::Chunked(chunk) => {
                while *chunk != Chunk::Over {
                    let Some(next) = chunk.line(bytes)? else {
                        return Ok(Piece::More);
                    };
                    *chunk = next;
                    if let Chunk::Data(left) = chunk {
                        return Ok(take(bytes, left));
                    }
                }
                Ok(Piece::End)
            }
        }
    }

    /// The peer has closed: whether the body is whole.
    pub(crate) fn may_close(self) -> bool {
        matches!(
            self,
            BodyReader::UntilClose | BodyReader::Length(0) | BodyReader::Chunked(Chunk::Over)
        )
    }
}

fn take(bytes: &mut BytesMut, left: &mut u64) -> Piece {
    let size = bytes
        .len()
        .min(usize::try_from(*left).unwrap_or(usize::MAX));
    if size == 0 {
        return Piece::More;
    }
    *left -= size as u64;
    Piece::Data(bytes.split_to(size).freeze())
}

impl Chunk {
    /// Takes one line of the framing; `None` while it is not whole.
    fn line(self, bytes: &mut BytesMut) -> Result<Option<Self>, String> {
        if let Chunk::Data(left) = self {
            return Ok(Some(if left == 0 { Chunk::After } else { self }));
        }
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            return if bytes.len() > LONGEST_CHUNK_LINE {
                Err("a line between two chunks has no end".to_owned())
            } else {
                Ok(None)
            };
        };
        let line = bytes.split_to(end + 1);
        let line = line.trim_ascii_end();
        match self {
            Chunk::Size => chunk_size(line).map(Some),
            Chunk::After if line.is_empty() => Ok(Some(Chunk::Size)),
            Chunk::After => Err("a chunk is longer than its size".to_owned()),
            Chunk::Trailer(_) if line.is_empty() => Ok(Some(Chunk::Over)),
            Chunk::Trailer(passed) if passed > LARGEST_HEAD => {
                Err("the trailer has no end".to_owned())
            }
            Chunk::Trailer(passed) => Ok(Some(Chunk::Trailer(passed + end))),
            Chunk::Data(_) | Chunk::Over => Ok(Some(self)),
        }
    }
}

fn chunk_size(line: &[u8]) -> Result<Chunk, String> {
    let digits = line
        .split(|byte| *byte == b';')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    let text = std::str::from_utf8(digits).unwrap_or_default();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match u64::from_str_radix(text, 16) {
        Ok(0) if plain => Ok(Chunk::Trailer(0)),
        Ok(size) if plain => Ok(Chunk::Data(size)),
        _ => Err("the size of a chunk is no number".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status, body, and whether the connection may be used again; or what is wrong.
    fn read(method: &Method, pieces: &[&[u8]]) -> Result<(u16, Vec<u8>, bool), String> {
        let mut bytes = BytesMut::new();
        let mut pieces = pieces.iter();
        let mut more =
            |bytes: &mut BytesMut| pieces.next().map(|piece| bytes.extend_from_slice(piece));
        let mut head = loop {
            if let Some(head) = read_head(&mut bytes, method)? {
                break head;
            }
            more(&mut bytes).ok_or("closed in the head")?;
        };
        let mut body = Vec::new();
        loop {
            match head.body.read(&mut bytes)? {
                Piece::Data(data) => body.extend_from_slice(&data),
                Piece::End => break,
                Piece::More => {
                    if more(&mut bytes).is_none() {
                        if head.body.may_close() {
                            break;
                        }
                        return Err(format!("cut after {}", body.len()));
                    }
                }
            }
        }
        Ok((head.response.status().as_u16(), body, head.keeps))
    }

    #[test]
    fn any_split_reads_the_same() {
        for (text, status, body, keeps) in [
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc",
                200,
                "abc",
                true,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc",
                200,
                "abc",
                true,
            ),
            (
                "HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nabc",
                200,
                "abc",
                false,
            ),
            (
                "HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 0\r\n\r\n",
                200,
                "",
                false,
            ),
            (
                "HTTP/1.1 200 OK\r\n\r\nto the end",
                200,
                "to the end",
                false,
            ),
            (
                "HTTP/1.1 204 No\r\ncontent-length: 9\r\n\r\n",
                204,
                "",
                true,
            ),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: x\r\n\r\nHTTP/1.1 201 X\r\ncontent-length: 1\r\n\r\na",
                201,
                "a",
                true,
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nt: u\r\n\r\n",
                200,
                "abc0123456789",
                true,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
                200,
                "ab",
                false,
            ),
        ] {
            let whole = read(&Method::GET, &[text.as_bytes()]);
            assert_eq!(
                whole,
                Ok((status, body.as_bytes().to_vec(), keeps)),
                "{text:?}"
            );
            for at in 0..=text.len() {
                let (head, tail) = text.as_bytes().split_at(at);
                assert_eq!(read(&Method::GET, &[head, tail]), whole, "{text:?} at {at}");
            }
            let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            assert_eq!(read(&Method::GET, &bytes), whole, "{text:?} by bytes");
        }
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n";
        assert_eq!(read(&Method::HEAD, &[head]), Ok((200, Vec::new(), true)));
    }

    #[test]
    fn faults_are_said_to_be() {
        for (text, said) in [
            ("", "closed in the head"),
            ("HTTP/1.1 200 OK\r\ncontent-le", "closed in the head"),
            ("SSH-2.0-OpenSSH\r\n\r\n", "no HTTP/1.1"),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab",
                "cut after 2",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\nab",
                "no number",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc",
                "two lengths",
            ),
            ("HTTP/1.1 101 Switch\r\n\r\n", "switched protocols"),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
                "transfer coding",
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "cut after 3",
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n",
                "longer than its size",
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n+3\r\nabc\r\n",
                "no number",
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                "no number",
            ),
        ] {
            let error = read(&Method::GET, &[text.as_bytes()]).unwrap_err();
            assert!(error.contains(said), "{text:?}: {error}");
        }
        let endless = "x".repeat(LARGEST_HEAD);
        let head = format!("HTTP/1.1 200 OK\r\nx: {endless}");
        assert!(
            read(&Method::GET, &[head.as_bytes()])
                .unwrap_err()
                .contains("head is larger")
        );
        let line = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;{endless}");
        assert!(
            read(&Method::GET, &[line.as_bytes()])
                .unwrap_err()
                .contains("no end")
        );
        let trailer = format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n{}",
            "a: b\r\n".repeat(20_000)
        );
        assert!(
            read(&Method::GET, &[trailer.as_bytes()])
                .unwrap_err()
                .contains("no end")
        );
    }

    #[test]
    fn requests_as_bytes() {
        let post = Request::post("https://h.example:443/a?b")
            .header("x", "y")
            .body(Bytes::from_static(b"{}"))
            .unwrap();
        let head = "POST /a?b HTTP/1.1\r\nhost: h.example\r\nx: y\r\ncontent-length: 2\r\n\r\n";
        assert_eq!(String::from_utf8(request_head(&post, false)).unwrap(), head);
        let get = Request::get("http://[::1]:8080")
            .body(Bytes::new())
            .unwrap();
        let head = "GET http://[::1]:8080/ HTTP/1.1\r\nhost: [::1]:8080\r\n\r\n";
        assert_eq!(String::from_utf8(request_head(&get, true)).unwrap(), head);
    }
}

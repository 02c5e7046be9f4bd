//! What stands between a buyer and the server, and kills the buyer when a message has passed so far; and a server of one file.

use std::{
    fmt,
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, ExitStatus},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::world::Chance;

/// What passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    Create,
    Created,
    Poll,
    Polled,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create request",
            Self::Created => "answer to it",
            Self::Poll => "poll",
            Self::Polled => "answer to a poll",
        })
    }
}

/// How much of a message has passed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Nothing,
    FirstByte,
    Head,
    Half,
    Whole,
}

impl Part {
    fn of(self, message: &[u8]) -> usize {
        match self {
            Self::Nothing => 0,
            Self::FirstByte => 1,
            Self::Head => head_end(message).unwrap_or(0),
            Self::Half => message.len() / 2,
            Self::Whole => message.len(),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::FirstByte => "the first byte",
            Self::Head => "the head",
            Self::Half => "half",
            Self::Whole => "the whole",
        })
    }
}

/// Passes on whole messages, until one is to be cut.
pub(crate) struct Relay {
    base: String,
    scene: Arc<Mutex<Scene>>,
}

#[derive(Default)]
struct Scene {
    victim: Option<Child>,
    cut: Option<(Message, Part)>,
}

fn lock(scene: &Mutex<Scene>) -> MutexGuard<'_, Scene> {
    scene.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Relay {
    /// A relay to the server of this base URL.
    pub(crate) fn before(base: &str) -> Self {
        let far = base.trim_start_matches("http://").to_owned();
        let scene = Arc::new(Mutex::new(Scene::default()));
        let shared = Arc::clone(&scene);
        let base = listen(move |near| {
            // An error is one end's death, which is what this is for.
            let _ = converse(near, &far, &shared);
        });
        Self { base, scene }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Waits for the end of a child, which dies when the cut is come to.
    pub(crate) fn watch(
        &self,
        spawn: impl FnOnce() -> Child,
        cut: Option<(Message, Part)>,
    ) -> ExitStatus {
        let mut scene = lock(&self.scene);
        *scene = Scene {
            victim: Some(spawn()),
            cut,
        };
        drop(scene);
        loop {
            let mut scene = lock(&self.scene);
            if let Some(status) = scene.victim.as_mut().and_then(|it| it.try_wait().unwrap()) {
                *scene = Scene::default();
                return status;
            }
            drop(scene);
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn converse(mut near: TcpStream, far: &str, scene: &Mutex<Scene>) -> io::Result<()> {
    let mut far = TcpStream::connect(far)?;
    loop {
        let request = read_message(&mut near)?;
        let (asked, answered) = if request.starts_with(b"POST") {
            (Message::Create, Message::Created)
        } else {
            (Message::Poll, Message::Polled)
        };
        pass(&request, asked, &mut far, scene)?;
        let answer = read_message(&mut far)?;
        pass(&answer, answered, &mut near, scene)?;
    }
}

fn pass(
    bytes: &[u8],
    message: Message,
    to: &mut TcpStream,
    scene: &Mutex<Scene>,
) -> io::Result<()> {
    let cut = lock(scene).cut.filter(|(here, _)| *here == message);
    let Some((_, part)) = cut else {
        return to.write_all(bytes);
    };
    to.write_all(bytes.get(..part.of(bytes)).unwrap_or(bytes))?;
    if let Some(victim) = &mut lock(scene).victim {
        victim.kill()?;
    }
    Err(io::ErrorKind::ConnectionAborted.into())
}

fn head_end(message: &[u8]) -> Option<usize> {
    let at = message.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(at + 4)
}

/// A head, and as much behind it as it promises.
fn read_message(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    let mut more = |message: &mut Vec<u8>| {
        let mut piece = [0; 4096];
        match from.read(&mut piece)? {
            0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            size => {
                message.extend_from_slice(&piece[..size]);
                Ok(())
            }
        }
    };
    let head = loop {
        if let Some(end) = head_end(&message) {
            break end;
        }
        more(&mut message)?;
    };
    let text = String::from_utf8_lossy(&message[..head]).to_ascii_lowercase();
    let length: usize = header(&text, "content-length").map_or(0, |text| text.parse().unwrap());
    while message.len() < head + length {
        more(&mut message)?;
    }
    Ok(message)
}

/// The value of a header of a head in lower case.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        (found == name).then(|| value.trim())
    })
}

/// Serves one file, also from a place on.
pub(crate) struct FileServer {
    base: String,
    content: Arc<[u8]>,
}

impl FileServer {
    /// Long enough for a part whose note is renewed on the way.
    pub(crate) const SIZE: usize = 9 * 1024 * 1024 + 4321;

    pub(crate) fn start() -> Self {
        let mut chance = Chance::new(9);
        let content: Arc<[u8]> = std::iter::repeat_with(|| chance.below(256).to_le_bytes()[0])
            .take(Self::SIZE)
            .collect();
        let served = Arc::clone(&content);
        let base = listen(move |stream| {
            let _ = serve(stream, &served);
        });
        Self { base, content }
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/film.mp4", self.base)
    }

    pub(crate) fn content(&self) -> &[u8] {
        &self.content
    }
}

fn serve(mut stream: TcpStream, content: &[u8]) -> io::Result<()> {
    let request = read_message(&mut stream)?;
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let from = header(&head, "range").and_then(|range| {
        let from = range.strip_prefix("bytes=")?.strip_suffix('-')?;
        from.parse::<usize>()
            .ok()
            .filter(|from| *from < content.len())
    });
    let (all, from, status) = match from {
        None => (content.len(), 0, "200 OK"),
        Some(from) => (content.len(), from, "206 Partial Content"),
    };
    let rest = content.get(from..).unwrap_or_default();
    write!(
        stream,
        "HTTP/1.1 {status}\r\netag: \"v1\"\r\ncontent-type: video/mp4\r\ncontent-length: {}\r\n\
         content-range: bytes {from}-{}/{all}\r\nconnection: close\r\n\r\n",
        rest.len(),
        all - 1,
    )?;
    stream.write_all(rest)
}

/// Hands each connection to a thread of its own. Gives the base URL.
fn listen(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let serve = Arc::new(serve);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            std::thread::spawn(move || {
                let _ = stream.set_nodelay(true);
                serve(stream);
            });
        }
    });
    base
}

//! How fast and in how much memory a file is fetched, beside curl; and what is left of it when the connection breaks again
//! and again.
//!
//! ```text
//! cargo run --release -p mindvideo --example download [MIB] [CUTS] [SEED]
//! ```
//!
//! A server on loopback sends a file of MIB mebibytes (default 1024). Both clients and `curl`, where it is installed, fetch
//! it in turns; then it is fetched once more over a server that closes the connection at CUTS (default 100) random places.
//! The clients compute the SHA-256 of what they write and put it on the disk before they are done. Bare `curl` does neither,
//! so a row has it followed by a sync of the file and by `sha256sum`.

use std::{
    error::Error,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use hmac_sha256::Hash;
use mindvideo::client::{Client, DownloadLimits, MediaFile, RetryPolicy};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const ROUNDS: usize = 3;

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u64| -> Outcome<u64> {
        Ok(arguments.next().map_or(Ok(default), |text| text.parse())?)
    };
    let (size, cuts, seed) = (number(1024)? << 20, number(100)?, number(0)?);
    let mut chance = Chance(seed);
    let film = Arc::new(Film::new(size, &mut chance));
    let sha256 = film.sha256();
    let server = Server::start(&film)?;
    let folder = std::env::temp_dir().join(format!("mindvideo-download-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let bench = Bench {
        base: server.base.clone(),
        target: folder.join("film.mp4"),
        sha256,
    };
    let done = bench
        .race(size)
        .and_then(|()| bench.cut(&server, size, cuts, &mut chance));
    std::fs::remove_dir_all(&folder)?;
    done
}

/// One way to fetch the file.
type Fetch = fn(&Bench) -> Outcome;

struct Bench {
    base: String,
    target: PathBuf,
    sha256: [u8; 32],
}

impl Bench {
    fn builder(&self) -> mindvideo::client::ClientBuilder {
        Client::builder()
            .api_key("mv_live_x")
            .base_url(&self.base)
            .download_limits(DownloadLimits {
                largest: u64::MAX,
                ..DownloadLimits::default()
            })
            .retry_policy(RetryPolicy {
                pause: Duration::from_millis(1),
                ..RetryPolicy::default()
            })
    }

    fn file(&self) -> MediaFile {
        MediaFile::new(format!("{}/film.mp4", self.base))
    }

    fn with_curl(&self) -> Outcome {
        let url = format!("{}/film.mp4", self.base);
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--fail", "--noproxy", "*", "--output"]);
        if curl.arg(&self.target).arg(url).status()?.success() {
            Ok(())
        } else {
            Err("curl failed".into())
        }
    }

    /// What the clients do.
    fn with_curl_to_the_disk(&self) -> Outcome {
        self.with_curl()?;
        std::fs::File::open(&self.target)?.sync_all()?;
        let sum = Command::new("sha256sum").arg(&self.target).output()?;
        let digits = self.sha256.map(|byte| format!("{byte:02x}")).concat();
        if sum.stdout.starts_with(digits.as_bytes()) {
            Ok(())
        } else {
            Err("another file than the server's".into())
        }
    }

    fn with_client(&self) -> Outcome {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let client = self.builder().build()?;
        let saved = runtime.block_on(client.download(&self.file(), &self.target))?;
        self.same(saved.sha256())
    }

    fn with_threads(&self) -> Outcome {
        let client = self.builder().build_blocking()?;
        self.same(client.download(&self.file(), &self.target)?.sha256())
    }

    fn same(&self, sha256: &[u8; 32]) -> Outcome {
        if *sha256 == self.sha256 {
            Ok(())
        } else {
            Err("another file than the server's".into())
        }
    }

    /// What is on the disk is the server's file; then it goes.
    fn check(&self) -> Outcome {
        self.same(&hash(&self.target)?)?;
        Ok(std::fs::remove_file(&self.target)?)
    }

    #[expect(clippy::print_stdout, reason = "it shows what it measured")]
    fn race(&self, size: u64) -> Outcome {
        println!("size              {:>9} MiB", size >> 20);
        let there = |tool| Command::new(tool).arg("--version").output().is_ok();
        let curl = there("curl");
        let ways: [(&str, bool, Fetch); 4] = [
            ("curl", curl, Self::with_curl),
            (
                "curl, sync, sha256sum",
                curl && there("sha256sum"),
                Self::with_curl_to_the_disk,
            ),
            ("client", true, Self::with_client),
            ("blocking client", true, Self::with_threads),
        ];
        let mut rates = [const { Vec::new() }; 4];
        let before = peak_memory();
        for _ in 0..ROUNDS {
            for ((_, there, fetch), rates) in ways.iter().zip(&mut rates) {
                if *there {
                    rates.push(rate(size, self.timed(*fetch)?));
                }
            }
        }
        let after = peak_memory();
        let rates = rates.map(median);
        for ((name, _, _), rate) in ways.iter().zip(rates) {
            let of = |other: f64| {
                if other > 0.0 {
                    format!("{:.2}", rate / other)
                } else {
                    "-".to_owned()
                }
            };
            let (bare, same) = (of(rates[0]), of(rates[1]));
            println!("{name:<22}{rate:>6.0} MB/s{bare:>6} of curl{same:>6} of the same with curl");
        }
        println!("memory grew by    {:>9} KiB", after.saturating_sub(before));
        if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
            print!("load              {load}");
        }
        Ok(())
    }

    /// How long one fetch takes, the check of the file left out.
    fn timed(&self, fetch: Fetch) -> Outcome<Duration> {
        let started = Instant::now();
        fetch(self)?;
        let took = started.elapsed();
        self.check()?;
        Ok(took)
    }

    #[expect(clippy::print_stdout, reason = "it shows what it measured")]
    fn cut(&self, server: &Server, size: u64, cuts: u64, chance: &mut Chance) -> Outcome {
        for (name, fetch) in [
            ("client", Self::with_client as Fetch),
            ("blocking client", Self::with_threads),
        ] {
            let mut places: Vec<u64> = (0..cuts).map(|_| chance.below(size)).collect();
            places.sort_unstable_by(|a, b| b.cmp(a));
            server.cut_at(places);
            fetch(self)?;
            self.check()?;
            let left = server.cuts_left();
            println!("{name:<17} {:>9} cuts, whole and the same", cuts - left);
        }
        Ok(())
    }
}

fn hash(path: &Path) -> Outcome<[u8; 32]> {
    let mut reader = BufReader::with_capacity(1 << 20, std::fs::File::open(path)?);
    let mut hash = Hash::new();
    loop {
        let piece = reader.fill_buf()?;
        if piece.is_empty() {
            return Ok(hash.finalize());
        }
        hash.update(piece);
        let size = piece.len();
        reader.consume(size);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate is no count")]
fn rate(size: u64, took: Duration) -> f64 {
    size as f64 / 1e6 / took.as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(0.0)
}

/// The most memory that this process has held, in KiB; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let digits = line.and_then(|line| line.split_whitespace().next());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, sides: u64) -> u64 {
        self.next() % sides
    }
}

/// A long file of a short stretch of random bytes, of which each repetition begins a little later than the one before: no two
/// pieces are alike at the same place.
struct Film {
    stretch: Vec<u8>,
    size: u64,
}

const STRETCH: usize = 1 << 18;

impl Film {
    fn new(size: u64, chance: &mut Chance) -> Self {
        let stretch = std::iter::repeat_with(|| chance.next().to_le_bytes())
            .take(STRETCH / 4)
            .flatten()
            .collect();
        Self { stretch, size }
    }

    /// The bytes from a place on, as far as they lie together.
    fn piece(&self, at: u64) -> &[u8] {
        let stretch = STRETCH as u64;
        let small = |number: u64| usize::try_from(number).unwrap_or(STRETCH);
        let (repetition, within) = (small(at / stretch % stretch), small(at % stretch));
        let most = (STRETCH - within).min(small(self.size - at));
        let from = repetition + within;
        self.stretch.get(from..from + most).unwrap_or_default()
    }

    fn sha256(&self) -> [u8; 32] {
        let (mut hash, mut at) = (Hash::new(), 0);
        while at < self.size {
            let piece = self.piece(at);
            hash.update(piece);
            at += piece.len() as u64;
        }
        hash.finalize()
    }
}

/// Sends the film, also from a place on, and hangs up where it was told to.
struct Server {
    base: String,
    cuts: Arc<Mutex<Vec<u64>>>,
}

impl Server {
    fn start(film: &Arc<Film>) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let base = format!("http://{}", listener.local_addr()?);
        let cuts = Arc::new(Mutex::new(Vec::new()));
        let (film, shared) = (Arc::clone(film), Arc::clone(&cuts));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // An error is a client that went away.
                let _ = serve(&stream, &film, &shared);
            }
        });
        Ok(Self { base, cuts })
    }

    /// Places in falling order.
    fn cut_at(&self, places: Vec<u64>) {
        *self.cuts.lock().unwrap_or_else(PoisonError::into_inner) = places;
    }

    fn cuts_left(&self) -> u64 {
        self.cuts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len() as u64
    }
}

fn serve(mut stream: &TcpStream, film: &Film, cuts: &Mutex<Vec<u64>>) -> std::io::Result<()> {
    let mut from = None;
    for line in BufReader::new(stream).lines() {
        let line = line?.to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(range) = line.strip_prefix("range: bytes=") {
            from = range.trim_end_matches('-').parse::<u64>().ok();
        }
    }
    let size = film.size;
    let mut at = from.unwrap_or(0);
    let status = if from.is_some() {
        "206 Partial Content"
    } else {
        "200 OK"
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\netag: \"film\"\r\ncontent-type: video/mp4\r\ncontent-length: {}\r\n\
         content-range: bytes {at}-{}/{size}\r\nconnection: close\r\n\r\n",
        size - at,
        size - 1,
    )?;
    let end = cuts.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let end = end.unwrap_or(size).max(at);
    while at < end {
        let piece = film.piece(at);
        let most = piece
            .len()
            .min(usize::try_from(end - at).unwrap_or(usize::MAX));
        stream.write_all(piece.get(..most).unwrap_or_default())?;
        at += most as u64;
    }
    Ok(())
}

//! Fetching a file whole, over breaks.
//!
//! A download keeps `NAME.part` and a note of its version, length and SHA-256, so a part is believed only if its bytes prove
//! it: neither a crash nor a power cut needs an `fsync` on the way. A long file is put on the disk on the way for speed alone:
//! bytes are hashed, written and synced while the next ones come. The SHA-256 is that of the cryptography of TLS where there
//! is one: it is several times as fast. Only a strong entity tag lets a part live on. A body is cut for silence, not for
//! slowness: a least rate would punish slow disks and slow links alike.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri, header};

use super::{
    pace::{self, retry_after},
    retry::{self, Call, Outcome, Pace, Verdict},
    rng::Rng,
};
use crate::client::{
    api_error::ApiError,
    base64,
    config::{DownloadLimits, RetryPolicy},
    download_error::DownloadError,
    fetch_rules::FetchRules,
    location,
    transport::{Phase, TransportError},
};

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum DownloadEvent {
    Start,
    /// The request of the last `Fetch` got this head, or none.
    Head(Result<Head, TransportError>),
    /// The body of the last `Receive` has ended; the file now has `length` bytes.
    Received {
        length: u64,
        /// Of the whole file so far.
        sha256: [u8; 32],
        end: End,
    },
    Slept,
    /// The task gave this URL for the file, or none.
    Fresh(Option<String>),
}

/// The head of a reply, with the start of the body when it is a refusal.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) refusal: Bytes,
}

/// How a body ended.
#[derive(Clone, Debug)]
pub(crate) enum End {
    Whole,
    Cut(String),
    /// It holds more than the `Receive` allowed.
    TooLong,
}

/// Part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// From this byte to the end.
    pub(crate) from: u64,
    /// If the file still has this entity tag.
    pub(crate) if_tag: String,
}

/// Which bytes a file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Version {
    /// A strong entity tag.
    pub(crate) tag: Option<String>,
    /// The size of the whole file, if it was announced.
    pub(crate) total: Option<u64>,
}

/// What an earlier download has left of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) version: Version,
    pub(crate) length: u64,
    pub(crate) sha256: [u8; 32],
}

/// What to do.
#[derive(Clone, Debug)]
pub(crate) enum DownloadAction {
    Fetch {
        url: Uri,
        range: Option<Range>,
    },
    /// Append the body, up to `most` bytes of file in all; with a version, to an empty file of that version.
    Receive {
        start_over: Option<Version>,
        most: u64,
    },
    Sleep(Duration),
    /// Ask the task for the URL as it is now; this one was refused so.
    FreshUrl(ApiError),
    /// The file is whole and has so many bytes, or cannot be had.
    Done(Result<u64, DownloadError>),
}

/// Fetches one file.
///
/// After a break the rest is asked for by `Range` with `If-Range`, so that bytes of two versions never meet in one file;
/// that needs a strong entity tag; what an earlier process left under one is gone on with in the same way. The file is whole
/// when it has the announced length and, if the server announced one, the announced SHA-256. A reply that does not fit (200 for
/// a part, another range, another total or none at all) starts over. Tries that bring the file no further than it ever was are
/// counted, so a file that only crawls still arrives; and as long as each fresh URL brings it further, there is another one.
#[derive(Debug)]
pub(crate) struct DownloadMachine {
    rules: FetchRules,
    limits: DownloadLimits,
    retry: RetryPolicy,
    rng: Rng,
    first_url: String,
    url: Uri,
    /// Whether somebody can be asked for a fresh URL.
    renewable: bool,
    /// Whether the URL is a fresh one that has brought nothing yet.
    renewed: bool,
    written: u64,
    sha256: [u8; 32],
    furthest: u64,
    version: Version,
    /// The SHA-256 that the server announced.
    announced: Option<[u8; 32]>,
    asked: Option<Range>,
    failures: u32,
    redirects: u32,
    pending: Option<DownloadAction>,
}

impl DownloadMachine {
    pub(crate) fn new(
        url: &str,
        rules: FetchRules,
        limits: DownloadLimits,
        retry: RetryPolicy,
        seed: u64,
        renewable: bool,
        kept: Option<Kept>,
    ) -> Self {
        let kept = kept.unwrap_or_default();
        Self {
            rules,
            limits,
            retry,
            rng: Rng::new(seed),
            first_url: url.to_owned(),
            url: Uri::default(),
            renewable,
            renewed: false,
            written: kept.length,
            sha256: kept.sha256,
            furthest: kept.length,
            version: kept.version,
            announced: None,
            asked: None,
            failures: 0,
            redirects: 0,
            pending: None,
        }
    }

    pub(crate) fn step(&mut self, event: DownloadEvent) -> DownloadAction {
        use DownloadAction as Do;
        let action = match (&self.pending, event) {
            (None, _) => self.open(&self.first_url.clone()),
            (Some(Do::Sleep(_)), DownloadEvent::Slept) => self.fetch(),
            (Some(Do::Fetch { .. }), DownloadEvent::Head(Ok(head))) => self.head(&head),
            (Some(Do::Fetch { .. }), DownloadEvent::Head(Err(fault))) => {
                self.broken(fault.phase(), fault.to_string())
            }
            (
                Some(Do::Receive { .. }),
                DownloadEvent::Received {
                    length,
                    sha256,
                    end,
                },
            ) => {
                self.sha256 = sha256;
                self.received(length, end)
            }
            (Some(Do::FreshUrl(_)), DownloadEvent::Fresh(Some(url))) => self.open(&url),
            (Some(Do::FreshUrl(refusal)), DownloadEvent::Fresh(None)) => {
                fail(DownloadError::Expired(refusal.clone()))
            }
            (Some(pending), _) => return pending.clone(),
        };
        self.pending = Some(action.clone());
        action
    }

    fn open(&mut self, url: &str) -> DownloadAction {
        match self.rules.check(url) {
            Ok(url) => {
                self.url = url;
                self.redirects = 0;
                self.fetch()
            }
            Err(refused) => fail(refused),
        }
    }

    /// Asks for the rest if a strong tag guards it, else for everything.
    fn fetch(&mut self) -> DownloadAction {
        let tag = self.version.tag.clone().filter(|_| self.written > 0);
        self.asked = tag.map(|if_tag| Range {
            from: self.written,
            if_tag,
        });
        DownloadAction::Fetch {
            url: self.url.clone(),
            range: self.asked.clone(),
        }
    }

    fn head(&mut self, head: &Head) -> DownloadAction {
        match (head.status.as_u16(), &self.asked) {
            (200, _) => self.whole(head),
            (206, Some(range)) => match self.total_with_rest(range, head) {
                Some(total) => {
                    self.version.total = Some(total);
                    self.receive(&head.headers, None)
                }
                None => self.start_over(format!(
                    "the server sent another part than bytes {}-",
                    range.from
                )),
            },
            // The part that was asked for is empty because the file is whole already.
            (416, Some(range)) if self.version.total == Some(range.from) => self.done(range.from),
            (206 | 416, _) => {
                self.start_over(format!("{} for a request that does not fit", head.status))
            }
            _ => self.refused(head),
        }
    }

    /// Everything from the first byte; what was written before is of no use.
    fn whole(&mut self, head: &Head) -> DownloadAction {
        if let Some(what) = not_media(&head.headers) {
            return fail(DownloadError::NotMedia(what));
        }
        self.version = Version {
            tag: strong_tag(&head.headers),
            total: number(&head.headers, header::CONTENT_LENGTH),
        };
        self.written = 0;
        self.receive(&head.headers, Some(self.version.clone()))
    }

    fn receive(&mut self, headers: &HeaderMap, start_over: Option<Version>) -> DownloadAction {
        let most = self.limits.largest;
        if self.version.total.is_some_and(|total| total > most) {
            return fail(DownloadError::TooLarge(most));
        }
        self.announced = announced_sha256(headers);
        DownloadAction::Receive { start_over, most }
    }

    /// The file has all its bytes. They may still be the wrong ones.
    fn done(&mut self, length: u64) -> DownloadAction {
        if self
            .announced
            .is_some_and(|announced| announced != self.sha256)
        {
            return self.start_over("the bytes do not have the announced SHA-256".to_owned());
        }
        DownloadAction::Done(Ok(length))
    }

    /// The size of the whole file, if the reply is all of it from `range` on. Where nobody tells the size, the rest cannot be
    /// told from less.
    fn total_with_rest(&self, range: &Range, head: &Head) -> Option<u64> {
        let sent = ContentRange::read(&head.headers)?;
        let total = sent.total.or(self.version.total)?;
        let same_total = self.version.total.is_none_or(|known| known == total);
        let same_tag = !head.headers.contains_key(header::ETAG)
            || strong_tag(&head.headers).as_ref() == Some(&range.if_tag);
        let fits = sent.first == range.from
            && sent.last.checked_add(1) == Some(total)
            && same_total
            && same_tag
            && not_media(&head.headers).is_none();
        fits.then_some(total)
    }

    fn received(&mut self, length: u64, end: End) -> DownloadAction {
        if length > self.furthest {
            self.furthest = length;
            self.failures = 0;
            self.renewed = false;
        }
        self.written = length;
        match (end, self.version.total) {
            (End::TooLong, _) => fail(DownloadError::TooLarge(self.limits.largest)),
            (End::Whole, Some(total)) if length < total => self.try_again(
                Pace::Normal,
                None,
                format!("ended at byte {length} of {total}"),
            ),
            (End::Whole, Some(total)) if length > total => {
                self.start_over(format!("{length} bytes where {total} were announced"))
            }
            (End::Whole, _) => self.done(length),
            (End::Cut(cause), _) => self.try_again(Pace::Normal, None, cause),
        }
    }

    fn start_over(&mut self, why: String) -> DownloadAction {
        self.written = 0;
        self.version = Version::default();
        self.try_again(Pace::Normal, None, why)
    }

    fn broken(&mut self, phase: Phase, why: String) -> DownloadAction {
        let outcome = if phase == Phase::NotSent {
            Outcome::NotSent
        } else {
            Outcome::Unanswered
        };
        match retry::verdict(Call::Download, outcome) {
            Verdict::Again(pace) => self.try_again(pace, None, why),
            _ => fail(DownloadError::Interrupted {
                received: self.furthest,
                last: why,
            }),
        }
    }

    fn refused(&mut self, head: &Head) -> DownloadAction {
        let error = ApiError::read(head.status, &head.refusal);
        match retry::verdict(Call::Download, Outcome::Status(head.status)) {
            Verdict::Again(pace) => match retry_after(&head.headers) {
                Some(wait) if wait > self.retry.longest_retry_after => {
                    fail(DownloadError::Refused(error))
                }
                wait => self.try_again(pace, wait, error.to_string()),
            },
            Verdict::Follow => self.follow(head, error),
            // A fresh URL that is refused as well, before it brought a byte, is not about its age.
            Verdict::FreshUrl if self.renewable && !self.renewed => {
                self.renewed = true;
                DownloadAction::FreshUrl(error)
            }
            Verdict::FreshUrl => fail(DownloadError::Expired(error)),
            _ => fail(DownloadError::Refused(error)),
        }
    }

    fn follow(&mut self, head: &Head, error: ApiError) -> DownloadAction {
        let Some(location) = head
            .headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
        else {
            return fail(DownloadError::Refused(error));
        };
        self.redirects += 1;
        if self.redirects > self.limits.redirects {
            return fail(DownloadError::Redirect(format!(
                "more than {} in a row",
                self.limits.redirects
            )));
        }
        match location::resolve(&self.url, location).and_then(|url| self.rules.check(&url)) {
            Ok(url) => {
                self.url = url;
                self.fetch()
            }
            Err(refused) => fail(refused),
        }
    }

    fn try_again(&mut self, pace: Pace, wait: Option<Duration>, why: String) -> DownloadAction {
        self.failures += 1;
        if self.failures >= self.limits.attempts {
            return fail(DownloadError::Interrupted {
                received: self.furthest,
                last: why,
            });
        }
        DownloadAction::Sleep(pace::pause(
            &self.retry,
            &mut self.rng,
            self.failures,
            pace,
            wait,
        ))
    }
}

fn fail(cause: DownloadError) -> DownloadAction {
    DownloadAction::Done(Err(cause))
}

/// `Content-Range: bytes FIRST-LAST/TOTAL`.
#[derive(Debug, PartialEq, Eq)]
struct ContentRange {
    first: u64,
    last: u64,
    total: Option<u64>,
}

impl ContentRange {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(header::CONTENT_RANGE)?.to_str().ok()?.trim();
        let (span, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = span.trim().split_once('-')?;
        let total = if total == "*" {
            None
        } else {
            Some(total.parse().ok()?)
        };
        Some(Self {
            first: first.parse().ok()?,
            last: last.parse().ok()?,
            total,
        })
    }
}

fn number(headers: &HeaderMap, name: header::HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// A weak tag (`W/"…"`) does not promise equal bytes.
fn strong_tag(headers: &HeaderMap) -> Option<String> {
    let tag = headers.get(header::ETAG)?.to_str().ok()?;
    (tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"')).then(|| tag.to_owned())
}

/// `Repr-Digest: sha-256=:BASE64:` (RFC 9530): the hash of the whole file, also where only a part of it is sent.
fn announced_sha256(headers: &HeaderMap) -> Option<[u8; 32]> {
    let digests = headers.get_all("repr-digest");
    digests
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .filter_map(|digest| digest.trim().strip_prefix("sha-256=:")?.strip_suffix(':'))
        .find_map(|text| base64::decode(text)?.try_into().ok())
}

/// What the body is if it is not the bytes of a media file.
fn not_media(headers: &HeaderMap) -> Option<String> {
    let value = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_ascii_lowercase)
    };
    if let Some(encoding) =
        value(header::CONTENT_ENCODING).filter(|encoding| encoding != "identity")
    {
        return Some(format!(
            "a body encoded as {encoding}, though none was allowed"
        ));
    }
    let kind = value(header::CONTENT_TYPE)?;
    let essence = kind.split(';').next().unwrap_or_default().trim();
    matches!(
        essence,
        "text/html" | "application/xhtml+xml" | "application/json" | "application/xml" | "text/xml"
    )
    .then(|| essence.to_owned())
}

#[cfg(test)]
mod tests;

//! What kind of file some bytes begin.

/// The media type that the first bytes of a file tell; `None` when they are none of the kinds known here.
///
/// Known are the common images (PNG, JPEG, GIF, WebP, AVIF, HEIC, BMP, TIFF), videos (MP4, `QuickTime`, `WebM`, Matroska, AVI) and
/// sounds (MP3, WAV, FLAC, Ogg, M4A). Twelve bytes are enough for most, 64 for all.
pub(crate) fn sniff(head: &[u8]) -> Option<&'static str> {
    let at = |from: usize, text: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(text));
    if at(4, b"ftyp") {
        return Some(iso_base_media(head.get(8..12).unwrap_or_default()));
    }
    if at(0, b"RIFF") {
        return match head.get(8..12)? {
            b"WEBP" => Some("image/webp"),
            b"WAVE" => Some("audio/wav"),
            b"AVI " => Some("video/x-msvideo"),
            _ => None,
        };
    }
    if at(0, b"\x1a\x45\xdf\xa3") {
        let webm = head.windows(4).take(64).any(|word| word == b"webm");
        return Some(if webm {
            "video/webm"
        } else {
            "video/x-matroska"
        });
    }
    let known: [(&[u8], &str); 11] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"ID3", "audio/mpeg"),
        (b"\xff\xfb", "audio/mpeg"),
        (b"fLaC", "audio/flac"),
        (b"OggS", "audio/ogg"),
    ];
    known
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, kind)| *kind)
}

/// By the brand of an ISO base media file. Most brands are those of MP4.
fn iso_base_media(brand: &[u8]) -> &'static str {
    match brand {
        b"avif" | b"avis" => "image/avif",
        b"heic" | b"heix" | b"mif1" | b"msf1" => "image/heic",
        b"qt  " => "video/quicktime",
        b"M4A " | b"M4B " => "audio/mp4",
        _ => "video/mp4",
    }
}

/// The endings of file names that stand for a media type, for an `accept` that lists them.
pub(crate) fn endings(kind: &str) -> &'static [&'static str] {
    match kind {
        "image/png" => &[".png"],
        "image/jpeg" => &[".jpg", ".jpeg"],
        "image/gif" => &[".gif"],
        "image/webp" => &[".webp"],
        "image/avif" => &[".avif"],
        "image/heic" => &[".heic", ".heif"],
        "image/bmp" => &[".bmp"],
        "image/tiff" => &[".tif", ".tiff"],
        "video/mp4" => &[".mp4", ".m4v"],
        "video/quicktime" => &[".mov"],
        "video/webm" => &[".webm"],
        "video/x-matroska" => &[".mkv"],
        "video/x-msvideo" => &[".avi"],
        "audio/mpeg" => &[".mp3"],
        "audio/wav" => &[".wav"],
        "audio/flac" => &[".flac"],
        "audio/ogg" => &[".ogg", ".oga"],
        "audio/mp4" => &[".m4a"],
        _ => &[],
    }
}

/// The registered name of a media type that is commonly called otherwise.
pub(crate) fn registered(kind: &str) -> &str {
    match kind {
        "image/jpg" | "image/pjpeg" => "image/jpeg",
        "image/heif" => "image/heic",
        "image/x-ms-bmp" => "image/bmp",
        "image/tif" => "image/tiff",
        "video/mov" => "video/quicktime",
        "video/avi" => "video/x-msvideo",
        "audio/mp3" => "audio/mpeg",
        "audio/x-wav" | "audio/wave" => "audio/wav",
        "audio/x-flac" => "audio/flac",
        "audio/x-m4a" | "audio/m4a" => "audio/mp4",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes() {
        for (head, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some("image/jpeg")),
            (b"GIF89a", Some("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", Some("audio/wav")),
            (b"RIFF\x10\0\0\0JUNK", None),
            (b"RIFF", None),
            (b"\0\0\0\x20ftypisom\0\0", Some("video/mp4")),
            (b"\0\0\0\x20ftypqt  \0\0", Some("video/quicktime")),
            (b"\0\0\0\x20ftypavif", Some("image/avif")),
            (b"\0\0\0\x20ftyp", Some("video/mp4")),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", Some("video/webm")),
            (b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", Some("video/x-matroska")),
            (b"ID3\x04", Some("audio/mpeg")),
            (b"<svg xmlns=", None),
            (b"#!/bin/sh", None),
            (b"", None),
        ] {
            assert_eq!(sniff(head), kind, "{head:?}");
            assert!(kind.is_none_or(|kind| !endings(kind).is_empty()), "{kind:?}");
        }
    }
}

//! The files the sandbox hands out: one second of video, one picture. See `media/README.md` for their making.

/// What a model makes; decides the member of `output` and the file behind its URLs.
///
/// ```
/// use mindvideo::sandbox::MediaKind;
///
/// assert_eq!(MediaKind::of("veo3-1-quality"), MediaKind::Video);
/// assert_eq!(MediaKind::of("gpt-image-2"), MediaKind::Image);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaKind {
    /// `output.videos`, a real MP4.
    Video,
    /// `output.images`, a real PNG.
    Image,
}

/// The models whose published pages stand under "Image generation" and answer with `output.images`.
const IMAGE_MODELS: [&str; 8] = [
    "apimart-doubao-seedance-4-0",
    "doubao-seedream-5-0-lite",
    "gemini-2-5-flash-image-preview-official",
    "gemini-3-1-flash-image-preview",
    "gemini-3-pro-image-preview-official",
    "gpt-image-2",
    "qwen-image-2-0-pro",
    "wan2-7-image",
];

impl MediaKind {
    /// The kind a slug has unless the builder is told otherwise: image for the eight models whose published pages
    /// say so, video for all others.
    pub fn of(slug: &str) -> Self {
        if IMAGE_MODELS.contains(&slug) {
            Self::Image
        } else {
            Self::Video
        }
    }

    /// The member of `output`.
    pub(super) const fn member(self) -> &'static str {
        match self {
            Self::Video => "videos",
            Self::Image => "images",
        }
    }

    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Video => "mp4",
            Self::Image => "png",
        }
    }

    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Video => "video/mp4",
            Self::Image => "image/png",
        }
    }

    /// A strong validator: the bytes never change while the sandbox runs.
    pub(super) const fn etag(self) -> &'static str {
        match self {
            Self::Video => "\"sandbox-sample-mp4\"",
            Self::Image => "\"sandbox-sample-png\"",
        }
    }

    pub(super) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Video => include_bytes!("media/sample.mp4"),
            Self::Image => include_bytes!("media/sample.png"),
        }
    }

    /// The cost of a task unless the builder is told otherwise: the example on the page of `veo3-1-quality`, and of
    /// `gpt-image-2`.
    pub(super) const fn default_cost(self) -> &'static str {
        match self {
            Self::Video => "0.675",
            Self::Image => "0.0135",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MediaKind;

    fn number(bytes: &[u8]) -> usize {
        bytes
            .iter()
            .fold(0, |sum, byte| (sum << 8) | usize::from(*byte))
    }

    /// The boxes of an MP4: name and content, sizes checked.
    fn boxes(mut bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
        let mut found = Vec::new();
        while !bytes.is_empty() {
            let size = number(&bytes[..4]);
            assert!((8..=bytes.len()).contains(&size), "a box leaves its parent");
            found.push((&bytes[4..8], &bytes[8..size]));
            bytes = &bytes[size..];
        }
        found
    }

    fn inside<'a>(parent: &'a [u8], path: &[&[u8]]) -> &'a [u8] {
        path.iter().fold(parent, |level, name| {
            let all = boxes(level);
            all.iter().find(|(found, _)| found == name).unwrap().1
        })
    }

    #[test]
    fn the_video_is_an_mp4_whose_boxes_add_up() {
        let file = MediaKind::Video.bytes();
        assert!(file.len() <= 4096);
        let names: Vec<&[u8]> = boxes(file).iter().map(|(name, _)| *name).collect();
        assert_eq!(names[0], b"ftyp");
        assert!(names.contains(&b"moov".as_slice()) && names.contains(&b"mdat".as_slice()));

        let track: [&[u8]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];
        let table = inside(file, &track);
        let description = inside(table, &[b"stsd"]);
        assert_eq!(&description[12..16], b"avc1");
        let sizes = inside(table, &[b"stsz"]);
        let frames = number(&sizes[8..12]);
        assert_eq!(frames, 8);
        let stored: usize = sizes[12..].chunks(4).map(number).sum();
        assert_eq!(stored, inside(file, &[b"mdat"]).len());
        let first_chunk = number(&inside(table, &[b"stco"])[8..12]);
        let mdat = file.len() - inside(file, &[b"mdat"]).len();
        assert_eq!(
            first_chunk, mdat,
            "the index points at the start of the data"
        );

        let header = inside(file, &[b"moov", b"mvhd"]);
        let (scale, duration) = (number(&header[12..16]), number(&header[16..20]));
        assert_eq!(duration, scale, "one second");
    }

    fn crc(bytes: &[u8]) -> usize {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            }
        }
        usize::try_from(!crc).unwrap()
    }

    #[test]
    fn the_picture_is_a_png_whose_chunks_add_up() {
        let file = MediaKind::Image.bytes();
        assert!(file.len() <= 4096);
        let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").unwrap();
        let mut names = Vec::new();
        while !rest.is_empty() {
            let length = number(&rest[..4]);
            assert_eq!(
                crc(&rest[4..8 + length]),
                number(&rest[8 + length..12 + length])
            );
            if &rest[4..8] == b"IHDR" {
                assert_eq!(
                    (number(&rest[8..12]), number(&rest[12..16])),
                    (160, 90),
                    "width and height"
                );
            }
            names.push(&rest[4..8]);
            rest = &rest[12 + length..];
        }
        assert_eq!(names[0], b"IHDR");
        assert_eq!(names[names.len() - 1], b"IEND");
        assert!(names.contains(&b"IDAT".as_slice()));
    }
}

use std::io::{self, BufRead, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// How many times its compressed size a stream may grow to.
pub(crate) const LARGEST_RATIO: u64 = 200;

/// Below this many bytes no ratio is counted: short texts of one letter pack well.
const RATIO_STARTS_AT: u64 = 1 << 20;

/// How much of its output a zstd frame may ask to keep at hand; only `--ultra` asks for more.
const LARGEST_WINDOW: u64 = 32 << 20;

/// Bytes to text: a byte order mark decides and is removed, else the encoding
/// that the page names, else UTF-8 where it is valid, else Windows-1252, which
/// never fails. Line ends stay as they are.
pub(crate) fn text(bytes: &[u8], named: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let encoding = match named.and_then(|name| Encoding::for_label(name.as_bytes())) {
        // A page that says UTF-8 and has stray bytes is still UTF-8.
        Some(encoding) => encoding,
        None if mostly_utf8(bytes) => UTF_8,
        None => WINDOWS_1252,
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// One bad byte in a long text does not make it Windows-1252.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let mut good = 0usize;
    let mut bad = 0usize;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > bad * 4
}

/// Text of Latin letters in UTF-16 has a NUL in every second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(512) & !1];
    if sample.len() < 8 {
        return None;
    }
    let nul = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let half = sample.len() / 2;
    match (nul(0) * 10 > half * 8, nul(1) * 10 > half * 8) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// Turns a stream with a UTF-16 mark into UTF-8; any other passes untouched.
pub(crate) struct Utf16Reader<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Utf16Reader<R> {
    /// `encoding` is what the mark told; the mark itself is dropped.
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Utf16Reader<R> {
        let decoder = encoding.new_decoder_with_bom_removal();
        Utf16Reader { inner, decoder, ready: Vec::new(), at: 0, ended: false }
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let mut raw = [0u8; 8192];
            let count = self.inner.read(&mut raw)?;
            self.ended = count == 0;
            let mut text = String::with_capacity(3 * raw.len() + 16);
            let _ = self.decoder.decode_to_string(&raw[..count], &mut text, self.ended);
            self.ready = text.into_bytes();
            self.at = 0;
        }
        let count = into.len().min(self.ready.len() - self.at);
        into[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The encoding of a UTF-16 mark.
pub(crate) fn utf16_mark(head: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(head) {
        Some((encoding, _)) if encoding != UTF_8 => Some(encoding),
        _ => None,
    }
}

/// Unpacks gzip, and fails once the output passes [`LARGEST_RATIO`] times the input.
pub(crate) struct Gunzip<R: BufRead> {
    inner: flate2::bufread::MultiGzDecoder<Counted<R>>,
    out: u64,
}

impl<R: BufRead> Gunzip<R> {
    pub(crate) fn new(inner: R) -> Gunzip<R> {
        Gunzip { inner: flate2::bufread::MultiGzDecoder::new(Counted { inner, count: 0 }), out: 0 }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.out += count as u64;
        within_ratio(self.out, self.inner.get_ref().count)?;
        Ok(count)
    }
}

/// Unpacks zstd, any number of frames, with the same bound.
pub(crate) struct Unzstd<R: BufRead> {
    decoder: FrameDecoder,
    source: Counted<R>,
    out: u64,
}

impl<R: BufRead> Unzstd<R> {
    pub(crate) fn new(inner: R) -> Unzstd<R> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(LARGEST_WINDOW);
        Unzstd { decoder, source: Counted { inner, count: 0 }, out: 0 }
    }

    /// Starts the next frame; false at the end of the input.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.source.by_ref().take(u64::from(length)), &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Unzstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 {
            if self.decoder.is_finished() && !self.next_frame()? {
                return Ok(0);
            }
            // One block at a time: a frame may be a bomb.
            self.decoder
                .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
        let count = self.decoder.read(into)?;
        self.out += count as u64;
        within_ratio(self.out, self.source.count)?;
        Ok(count)
    }
}

fn within_ratio(out: u64, read: u64) -> io::Result<()> {
    if out > RATIO_STARTS_AT && out / LARGEST_RATIO > read {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, TooDense));
    }
    Ok(())
}

/// The mark in an [`io::Error`] that the ratio was passed.
#[derive(Debug)]
pub(crate) struct TooDense;

impl std::fmt::Display for TooDense {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unpacks to more than {LARGEST_RATIO} times its size")
    }
}

impl std::error::Error for TooDense {}

struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.count += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count += amount as u64;
        self.inner.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    #[test]
    fn bytes_become_text_and_the_mark_goes() {
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            (b"\xef\xbb\xbfXi\r\nPutin", None, "Xi\r\nPutin"),
            (b"\xff\xfeX\0i\0", None, "Xi"),
            (b"X\0i\0 \0m\0e\0t\0", None, "Xi met"),
            ("caf\u{e9}".as_bytes(), None, "café"),
            (b"caf\xe9", None, "café"),
            (b"\xcf\xf0\xe8", Some("windows-1251"), "При"),
            (b"a\0b", None, "a\0b"),
            (b"\x80\x81\xff", None, "€\u{81}ÿ"),
        ];
        for (bytes, named, expected) in cases {
            assert_eq!(text(bytes, *named), *expected);
        }
        let long = [&"“quoted” ".repeat(20).into_bytes()[..], b"\xff"].concat();
        assert!(text(&long, None).ends_with('\u{fffd}'));
    }

    #[test]
    fn a_bomb_is_refused_and_a_plain_file_is_not() {
        let pack = |bytes: &[u8]| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap()
        };
        let mut out = Vec::new();
        Gunzip::new(&pack(b"Leaders met.")[..]).read_to_end(&mut out).unwrap();
        assert_eq!(out, b"Leaders met.");
        let zstd = |bytes: &[u8]| compress_to_vec(bytes, CompressionLevel::Fastest);
        // Two frames, and one between them that holds nothing of ours.
        let frames = [zstd(b"Leaders "), b"\x50\x2a\x4d\x18\x03\0\0\0xyz".to_vec(), zstd(b"met.")].concat();
        let mut out = Vec::new();
        Unzstd::new(&frames[..]).read_to_end(&mut out).unwrap();
        assert_eq!(out, b"Leaders met.");
        assert!(Unzstd::new(&frames[..frames.len() - 2]).read_to_end(&mut Vec::new()).is_err());
        let bomb = zstd(&vec![0u8; 8 << 20]);
        let error = Unzstd::new(&bomb[..]).read_to_end(&mut Vec::new()).unwrap_err();
        assert!(error.get_ref().unwrap().is::<TooDense>());
        let bomb = pack(&vec![0u8; 8 << 20]);
        let error = Gunzip::new(&bomb[..]).read_to_end(&mut Vec::new()).unwrap_err();
        assert!(error.get_ref().unwrap().is::<TooDense>());
    }
}

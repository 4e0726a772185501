//! Bytes become text: UTF-8, UTF-16 with or without a mark, and Windows-1252 as spreadsheets write it.
//! What is none of these is refused with a sentence.

use super::too_large;
use crate::core::{AppError, Code, Result};
use crate::features::agents::transfer::MAX_BYTES;

/// The name under which single-byte text is reported.
pub const WINDOWS: &str = "Windows-1252";

/// A text, and how it was read when it was not UTF-8.
#[derive(Clone, Debug)]
pub struct Decoded {
    pub text: String,
    pub encoding: Option<String>,
}

/// Beginnings of files that are no text, with what to do.
const OTHER_KINDS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "This is a spreadsheet or an archive. Save the table as CSV, or unpack the archive, and choose that file."),
    (b"%PDF", "This is a PDF. Choose a JSON or CSV file."),
    (b"\x1f\x8b", "This file is compressed. Unpack it and choose the file inside."),
    (b"\xd0\xcf\x11\xe0", "This is an old spreadsheet. Save the table as CSV and choose that file."),
    (b"\x89PNG", "This is a picture. Choose a JSON or CSV file."),
];

/// The text of a file.
pub fn text(bytes: &[u8]) -> Result<Decoded> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    if bytes.trim_ascii().is_empty() {
        return Err(refused("The file is empty. Choose another one."));
    }
    if let Some((_, sentence)) = OTHER_KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(AppError::new(Code::UnsupportedMediaType, *sentence));
    }
    let utf8 = |text: &str| Decoded { text: text.to_owned(), encoding: None };
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let text = std::str::from_utf8(rest).map_err(|_| refused("The file says it is UTF-8, but it is not. Save it again as UTF-8."))?;
        return plain(utf8(text));
    }
    if bytes.starts_with(b"\xff\xfe\x00\x00") || bytes.starts_with(b"\x00\x00\xfe\xff") {
        return Err(refused("The file is in UTF-32. Save it as UTF-8."));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes);
    }
    match bytes {
        // Both formats begin with an ASCII character, so every second byte of it is nought.
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => plain(utf8(text)),
            Err(_) => windows(bytes),
        },
    }
}

fn refused(sentence: &str) -> AppError {
    AppError::field("file", sentence)
}

/// Refuses what has the bytes of a program in it.
fn plain(decoded: Decoded) -> Result<Decoded> {
    if decoded.text.contains('\0') { Err(refused("This is not a text file. Choose a JSON or CSV file.")) } else { Ok(decoded) }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Decoded> {
    let broken = || refused("The file looks like UTF-16 but is broken. Save it as UTF-8.");
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(broken());
    }
    let text: String = char::decode_utf16(pairs.iter().copied().map(unit)).collect::<Result<_, _>>().map_err(|_| broken())?;
    plain(Decoded { text, encoding: Some("UTF-16".to_owned()) })
}

/// The letters of the bytes 0x80 to 0x9f in Windows-1252; nought where there is none.
const UPPER: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•', '–', '—', '˜', '™',
    'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

fn windows(bytes: &[u8]) -> Result<Decoded> {
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => UPPER.get(usize::from(byte - 0x80)).copied().filter(|c| *c != '\0'),
        0 => None,
        other => Some(char::from(*other)),
    };
    let text: Option<String> = bytes.iter().map(letter).collect();
    let text = text.ok_or_else(|| refused("The encoding of this file is not known. Save it as UTF-8."))?;
    Ok(Decoded { text, encoding: Some(WINDOWS.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<String>) {
        let decoded = text(bytes).unwrap();
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn the_encodings_of_editors_and_spreadsheets_are_read() {
        let word = "Zoë, 東京 👩‍🔬";
        assert_eq!(read(word.as_bytes()), (word.to_owned(), None));
        assert_eq!(read(&[b"\xef\xbb\xbf", word.as_bytes()].concat()), (word.to_owned(), None));
        let little: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [[b"\xff\xfe", little.as_slice()].concat(), [b"\xfe\xff", big.as_slice()].concat(), little, big] {
            assert_eq!(read(&bytes), (word.to_owned(), Some("UTF-16".to_owned())));
        }
        assert_eq!(read(b"name\nZo\xeb \x93said\x94"), ("name\nZoë “said”".to_owned(), Some(WINDOWS.to_owned())));
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_sentence() {
        let odd = [b"\xff\xfea".as_slice(), b"\xef\xbb\xbf\xff", b"\xff\xfe\x00\x00a\x00\x00\x00", b"a\x81b", b"abc\0def", b"", b" \r\n"];
        for bytes in odd {
            assert_eq!(text(bytes).unwrap_err().code, Code::ValidationFailed, "{bytes:?}");
        }
        for bytes in [b"PK\x03\x04rest".as_slice(), b"%PDF-1.7", b"\x1f\x8b\x08", b"\x89PNG\r\n"] {
            assert_eq!(text(bytes).unwrap_err().code, Code::UnsupportedMediaType);
        }
        assert_eq!(text(&vec![b'a'; MAX_BYTES + 1]).unwrap_err().code, Code::PayloadTooLarge);
    }
}

//! From bytes to text: UTF-8, and UTF-16 with its mark.

use crate::core::Result;

use super::problem;

pub(super) fn decode(bytes: &[u8]) -> Result<String> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => narrow(rest),
        all => narrow(all),
    }
}

fn narrow(bytes: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.iter().take(error.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        problem(format!("Line {line} is not UTF-8 text. Save the file as UTF-8, then try again."))
    })?;
    if text.contains('\0') {
        return Err(problem("This is not a text file. Save the transcript as UTF-8 text, then try again."));
    }
    Ok(text.replace("\r\n", "\n"))
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String> {
    let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(unit)).collect();
    let text = String::from_utf16(&units).ok().filter(|_| bytes.len().is_multiple_of(2));
    let text = text.ok_or_else(|| problem("The UTF-16 text of the file is broken. Save it as UTF-8, then try again."))?;
    Ok(text.replace("\r\n", "\n"))
}

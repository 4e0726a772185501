//! The text of a key: `clq_`, 256 random bits in base 62 (43 characters), and six characters that
//! depend on them. By the fixed beginning, scanners find keys that were published by mistake; by the
//! end, a mistyped key is refused without a look into the database.

use rand::TryRngCore;
use sha2::{Digest, Sha256};

use crate::core::{AppError, Code, Result};

/// How every key begins.
const PREFIX: &str = "clq_";
/// Characters of 32 bytes in base 62.
const BODY: usize = 43;
/// Characters of the checksum: 32 bits in base 62.
const CHECK: usize = 6;
/// Characters of the random part that stay visible, so that people tell their keys apart. The 232
/// bits that remain are far more than anybody can try.
const SHOWN: usize = 4;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new key.
pub fn random() -> Result<String> {
    let mut bytes = [0u8; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no random numbers");
        AppError::of(Code::Internal)
    })?;
    let body = base62(&bytes, BODY);
    let check = checksum(&body);
    Ok(format!("{PREFIX}{body}{check}"))
}

/// Whether a text claims to be a key; says nothing about whether it is one.
pub fn is_key(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// Whether a text could be a key that was given out.
pub fn is_whole(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(PREFIX).filter(|rest| rest.is_ascii() && rest.len() == BODY + CHECK) else { return false };
    let (body, check) = rest.split_at(BODY);
    body.bytes().all(|c| DIGITS.contains(&c)) && checksum(body) == check
}

/// What stays visible of a key.
pub fn shown(key: &str) -> String {
    key.chars().take(PREFIX.len() + SHOWN).collect()
}

fn checksum(body: &str) -> String {
    let hash = Sha256::digest(body.as_bytes());
    base62(hash.first_chunk::<4>().unwrap_or(&[0; 4]), CHECK)
}

/// A big number in base 62, most significant digit first, filled up with zeros.
fn base62(bytes: &[u8], length: usize) -> String {
    let mut number = bytes.to_vec();
    let mut digits = Vec::with_capacity(length);
    for _ in 0..length {
        let mut rest = 0u16;
        for byte in &mut number {
            let part = rest << 8 | u16::from(*byte);
            // Below 256, because the rest before was below 62.
            *byte = u8::try_from(part / 62).unwrap_or(u8::MAX);
            rest = part % 62;
        }
        digits.push(DIGITS.get(usize::from(rest)).copied().unwrap_or(b'0'));
    }
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_whole_and_every_change_breaks_it() {
        let key = random().unwrap();
        assert_eq!(key.len(), PREFIX.len() + BODY + CHECK);
        assert!(is_key(&key) && is_whole(&key), "{key}");
        for at in PREFIX.len()..key.len() {
            let mut other = key.clone().into_bytes();
            other[at] = if other[at] == b'a' { b'b' } else { b'a' };
            assert!(!is_whole(&String::from_utf8(other).unwrap()), "changed at {at}");
        }
        for wrong in [
            "",
            "clq_",
            &key[..key.len() - 1],
            &format!("{key}a"),
            &format!(" {key}"),
            &key.replace("clq_", "clx_"),
            &format!("clq_{}", "ü".repeat(24)),
        ] {
            assert!(!is_whole(wrong), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_written_in_base_62() {
        assert_eq!(base62(&[0; 32], BODY), "0".repeat(BODY));
        assert_eq!(base62(&[61], 2), "0z");
        assert_eq!(base62(&[62], 2), "10");
        assert_eq!(base62(&[1, 0], 3), "048"); // 256 = 4 · 62 + 8
        // 2^256 - 1 needs all 43 digits: nothing is cut off.
        assert!(!base62(&[255; 32], BODY).starts_with('0'));
        assert!(base62(&[255; 32], BODY + 1).starts_with('0'));
    }

    #[test]
    fn little_of_a_key_stays_visible() {
        let key = random().unwrap();
        assert_eq!(shown(&key), key[..8]);
        assert_ne!(random().unwrap(), key);
    }
}

//! Passkeys that don't exist. Somebody who asks to log in to an unknown account is shown credential
//! ids as well, always the same for the same name, and an answer to them costs the same work.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::json;
use webauthn_rs::prelude::Passkey;

use super::ceremony::broken;
use crate::core::Result;
use crate::server::secrets::Secrets;
use crate::server::tokens;

/// A point of the curve P-256 to which nobody knows the private key: x is the SHA-256 of "Colloquy: a
/// passkey that nobody holds, 0", y the even one of the two that fit.
const KEY: (&str, &str) = ("5KTwuLfg9nd3s41k5bY6zR9Fq6gsmfZNFmtnAstvcS0", "iocW5xpIACg-0QvCaElLDMBH6fkO81_HP8HFeZQKqY4");
/// Bit of the authenticator's flags that says a passkey may be backed up.
const BACKUP_ELIGIBLE: u8 = 0x08;

/// The credential id, base64url, that is shown for an account which has none. It follows from a
/// key of this installation, so that nobody else can tell it from a real one.
pub(super) fn credential_of(secrets: &Secrets, account: &str) -> String {
    let part = |n: u8| tokens::stored_hash(secrets, &format!("decoy passkey {n}\n{account}"));
    let bytes: Vec<u8> = (0..3).flat_map(|n| BASE64.decode(part(n)).unwrap_or_default()).collect();
    // Lengths as the common providers have them, the more common the more often.
    let length = match bytes.first().copied().unwrap_or_default() {
        0..=114 => 32,
        115..=191 => 20,
        192..=229 => 16,
        230..=255 => 64,
    };
    // The first byte decides and isn't shown.
    BASE64.encode(bytes.iter().skip(1).take(length).copied().collect::<Vec<u8>>())
}

/// A passkey with this credential id that no signature fits.
pub(super) fn passkey(credential: &[u8], authenticator_data: &[u8]) -> Result<Passkey> {
    // Flags stand after the 32 bytes of the relying party's hash.
    let eligible = authenticator_data.get(32).is_some_and(|flags| flags & BACKUP_ELIGIBLE != 0);
    let (x, y) = KEY;
    let value = json!({ "cred": {
        "cred_id": BASE64.encode(credential),
        "cred": { "type_": "ES256", "key": { "EC_EC2": { "curve": "SECP256R1", "x": x, "y": y } } },
        "counter": 0,
        "transports": null,
        "user_verified": true,
        "backup_eligible": eligible,
        "backup_state": false,
        "registration_policy": "required",
        "extensions": {},
        "attestation": { "data": "None", "metadata": "None" },
        "attestation_format": "none",
    } });
    serde_json::from_value(value).map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoy_is_the_same_every_time_and_differs_between_installations() {
        let (here, there) = (Secrets::random().unwrap(), Secrets::random().unwrap());
        let id = credential_of(&here, "ada@example.org");
        assert_eq!(id, credential_of(&here, "ada@example.org"));
        assert_ne!(id, credential_of(&there, "ada@example.org"));
        assert_ne!(id, credential_of(&here, "bob@example.org"));
    }

    #[test]
    fn decoys_have_the_lengths_of_real_ones() {
        let secrets = Secrets::random().unwrap();
        let mut seen = std::collections::BTreeMap::<usize, u32>::new();
        for n in 0..400 {
            let id = credential_of(&secrets, &format!("user{n}@example.org"));
            *seen.entry(BASE64.decode(id).unwrap().len()).or_default() += 1;
        }
        assert_eq!(seen.keys().copied().collect::<Vec<_>>(), [16, 20, 32, 64], "{seen:?}");
        assert!(seen[&32] > seen[&64], "{seen:?}");
    }

    #[test]
    fn the_library_takes_a_decoy_for_a_passkey() {
        let passkey = passkey(b"an id", &[0; 37]).unwrap();
        assert_eq!(passkey.cred_id(), b"an id");
    }
}

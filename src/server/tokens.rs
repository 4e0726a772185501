//! Secrets that prove who somebody is: random cookies and refresh tokens (only their hash is
//! stored) and signed access tokens.
//!
//! An access token is a JWT with one fixed algorithm, issuer and audience and the id of its key.
//! It is never enough alone: its session is looked up on every request.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::TryRngCore;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::core::{AppError, Code, Result};
use crate::server::secrets::Secrets;

/// `iss` of our access tokens.
pub const ISSUER: &str = "colloquy";
/// `aud` of our access tokens.
pub const AUDIENCE: &str = "colloquy-api";
/// `typ` claim; keeps other signed texts of later features from passing as access tokens.
const KIND: &str = "access";
/// Seconds by which clocks may differ.
const LEEWAY_S: i64 = 5;
/// Longest token that is looked at.
const MAX_LENGTH: usize = 2048;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    pub iss: String,
    pub aud: String,
    /// User.
    pub sub: String,
    /// Session.
    pub sid: String,
    /// Issued at, seconds since 1970.
    pub iat: i64,
    /// Expires at, seconds since 1970.
    pub exp: i64,
    pub typ: String,
    /// Stored hash of the refresh token that was spent for this one; empty after a log-in.
    #[serde(default)]
    pub prt: String,
}

/// Why an access token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenProblem {
    Invalid,
    Expired,
}

/// 32 random bytes as base64url text.
pub fn random_secret() -> Result<String> {
    let mut bytes = [0u8; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no random numbers");
        AppError::of(Code::Internal)
    })?;
    Ok(BASE64.encode(bytes))
}

/// A random text of these characters, each as likely as the others.
pub fn random_text(alphabet: &[u8], length: usize) -> Result<String> {
    // The largest multiple of the alphabet's size that fits into a byte: what lies above would favour
    // the first characters.
    let fair = alphabet.len() * (256 / alphabet.len().clamp(1, 256));
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bytes = [0u8; 32];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|error| {
            tracing::error!(%error, "the system gives no random numbers");
            AppError::of(Code::Internal)
        })?;
        let drawn = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
        let drawn = drawn.filter_map(|byte| alphabet.get(byte % alphabet.len())).map(|byte| char::from(*byte));
        text.extend(drawn.take(length - text.len()));
    }
    Ok(text)
}

/// What is stored of a secret: a keyed SHA-256, so that a stolen database is of no use alone.
pub fn stored_hash(secrets: &Secrets, secret: &str) -> String {
    // HMAC takes keys of every length; the error can't happen with 32 bytes.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secrets.pepper.bytes()) else { return String::new() };
    mac.update(secret.as_bytes());
    BASE64.encode(mac.finalize().into_bytes())
}

/// Signs an access token. `spent` is the stored hash of the refresh token it was traded for.
pub fn sign_access(
    secrets: &Secrets,
    user: &str,
    session: &str,
    spent: &str,
    now: DateTime<Utc>,
    lifetime: std::time::Duration,
) -> Result<String> {
    let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX / 2);
    let claims = AccessClaims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: user.into(),
        sid: session.into(),
        iat: now.timestamp(),
        exp: now.timestamp() + seconds,
        typ: KIND.into(),
        prt: spent.into(),
    };
    sign(&claims, &secrets.signing_key.id(), secrets.signing_key.bytes())
}

fn sign(claims: &AccessClaims, key_id: &str, key: &[u8]) -> Result<String> {
    LazyLock::force(&PROVIDER);
    let header = Header { kid: Some(key_id.to_owned()), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(key)).map_err(|error| {
        tracing::error!(%error, "an access token could not be signed");
        AppError::of(Code::Internal)
    })
}

/// Checks signature, algorithm, key id, issuer, audience, kind and times of an access token.
pub fn read_access(secrets: &Secrets, token: &str, now: DateTime<Utc>) -> Result<AccessClaims, TokenProblem> {
    LazyLock::force(&PROVIDER);
    if token.len() > MAX_LENGTH {
        return Err(TokenProblem::Invalid);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| TokenProblem::Invalid)?;
    if header.alg != Algorithm::HS256 {
        return Err(TokenProblem::Invalid);
    }
    let signed_by = header.kid.and_then(|id| secrets.verifying_key(&id, now)).ok_or(TokenProblem::Invalid)?;
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    rules.validate_exp = false; // checked below against our own clock
    let key = DecodingKey::from_secret(signed_by.bytes());
    let claims = jsonwebtoken::decode::<AccessClaims>(token, &key, &rules).map_err(|_| TokenProblem::Invalid)?.claims;
    let second = now.timestamp();
    if claims.typ != KIND || claims.iat > second + LEEWAY_S {
        return Err(TokenProblem::Invalid);
    }
    if claims.exp + LEEWAY_S <= second { Err(TokenProblem::Expired) } else { Ok(claims) }
}

/// The library takes one crypto provider for the process. Somebody else may have installed the
/// same one before, which is no error.
static PROVIDER: LazyLock<()> = LazyLock::new(|| {
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
});

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};
    use serde_json::{Value, json};

    use super::*;

    const LIFE: std::time::Duration = std::time::Duration::from_secs(25 * 60);

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
    }

    fn claims() -> Value {
        json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "u1", "sid": "s1", "iat": now().timestamp(), "exp": now().timestamp() + 60, "typ": "access", "prt": ""})
    }

    /// A token with any header and claims, signed with any key and HMAC-SHA-256.
    fn forge(header: &Value, claims: &Value, key: &[u8]) -> String {
        let body = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(body.as_bytes());
        format!("{body}.{}", BASE64.encode(mac.finalize().into_bytes()))
    }

    fn header(secrets: &Secrets) -> Value {
        json!({"alg": "HS256", "typ": "JWT", "kid": secrets.signing_key.id()})
    }

    #[test]
    fn a_signed_token_is_read_back() {
        let secrets = Secrets::random().unwrap();
        let token = sign_access(&secrets, "u1", "s1", "", now(), LIFE).unwrap();
        let claims = read_access(&secrets, &token, now()).unwrap();
        assert_eq!((claims.sub.as_str(), claims.sid.as_str(), claims.exp - claims.iat), ("u1", "s1", 1500));
    }

    #[test]
    fn the_forger_of_these_tests_can_make_a_good_one() {
        let secrets = Secrets::random().unwrap();
        assert!(read_access(&secrets, &forge(&header(&secrets), &claims(), secrets.signing_key.bytes()), now()).is_ok());
    }

    #[test]
    fn a_token_lives_its_time_and_five_seconds() {
        let secrets = Secrets::random().unwrap();
        let token = sign_access(&secrets, "u1", "s1", "", now(), LIFE).unwrap();
        assert!(read_access(&secrets, &token, now() + Duration::seconds(1504)).is_ok());
        assert_eq!(read_access(&secrets, &token, now() + Duration::seconds(1505)), Err(TokenProblem::Expired));
    }

    #[test]
    fn no_algorithm_is_refused() {
        let secrets = Secrets::random().unwrap();
        for alg in ["none", "None", "NONE"] {
            let body = forge(&json!({"alg": alg, "typ": "JWT", "kid": secrets.signing_key.id()}), &claims(), b"");
            let unsigned = format!("{}.", body.rsplit_once('.').unwrap().0);
            for token in [body, unsigned] {
                assert_eq!(read_access(&secrets, &token, now()), Err(TokenProblem::Invalid), "{alg}");
            }
        }
    }

    #[test]
    fn another_algorithm_in_the_header_is_refused() {
        let secrets = Secrets::random().unwrap();
        for alg in ["HS384", "HS512", "RS256", "ES256", "EdDSA"] {
            let token = forge(&json!({"alg": alg, "typ": "JWT", "kid": secrets.signing_key.id()}), &claims(), secrets.signing_key.bytes());
            assert_eq!(read_access(&secrets, &token, now()), Err(TokenProblem::Invalid), "{alg}");
        }
    }

    #[test]
    fn another_key_is_refused_even_under_our_key_id() {
        let (secrets, others) = (Secrets::random().unwrap(), Secrets::random().unwrap());
        let token = forge(&header(&secrets), &claims(), others.signing_key.bytes());
        assert_eq!(read_access(&secrets, &token, now()), Err(TokenProblem::Invalid));
    }

    #[test]
    fn an_unknown_or_absent_key_id_is_refused() {
        let secrets = Secrets::random().unwrap();
        for header in [json!({"alg": "HS256"}), json!({"alg": "HS256", "kid": "0000000000000000"})] {
            let token = forge(&header, &claims(), secrets.signing_key.bytes());
            assert_eq!(read_access(&secrets, &token, now()), Err(TokenProblem::Invalid));
        }
    }

    #[test]
    fn wrong_or_absent_claims_are_refused() {
        let secrets = Secrets::random().unwrap();
        let wrong = [
            ("aud", json!("other")),
            ("iss", json!("other")),
            ("typ", json!("reset")),
            ("iat", json!(now().timestamp() + 60)),
            ("exp", json!("never")),
        ];
        for (name, value) in wrong {
            for value in [value, Value::Null] {
                let mut claims = claims();
                if value.is_null() {
                    claims.as_object_mut().unwrap().remove(name);
                } else {
                    claims[name] = value;
                }
                let token = forge(&header(&secrets), &claims, secrets.signing_key.bytes());
                assert_eq!(read_access(&secrets, &token, now()), Err(TokenProblem::Invalid), "{name}");
            }
        }
    }

    #[test]
    fn a_rotated_key_is_believed_until_its_tokens_have_expired() {
        let folder = crate::server::lock::tests::Folder::new();
        let before = Secrets::load_or_create(folder.path()).unwrap();
        let old = sign_access(&before, "u1", "s1", "", now(), LIFE).unwrap();
        let after = Secrets::rotate(folder.path(), now(), Duration::minutes(25)).unwrap();
        assert_ne!(before.signing_key, after.signing_key);
        assert_eq!((&before.pepper, &before.cookie_key), (&after.pepper, &after.cookie_key), "sessions stay");
        assert_eq!(after, Secrets::load_or_create(folder.path()).unwrap());
        let new = sign_access(&after, "u1", "s1", "", now(), LIFE).unwrap();
        assert!(read_access(&after, &old, now() + Duration::minutes(24)).is_ok());
        assert!(read_access(&after, &new, now() + Duration::minutes(24)).is_ok());
        // A thief of the old key can't sign longer lives.
        let long = sign_access(&before, "u1", "s1", "", now(), LIFE * 100).unwrap();
        assert_eq!(read_access(&after, &long, now() + Duration::minutes(26)), Err(TokenProblem::Invalid));
        assert_eq!(read_access(&before, &new, now()), Err(TokenProblem::Invalid), "before the restart the new key is unknown");
    }

    #[test]
    fn stored_hashes_depend_on_the_installation() {
        let (one, other) = (Secrets::random().unwrap(), Secrets::random().unwrap());
        assert_eq!(stored_hash(&one, "secret"), stored_hash(&one, "secret"));
        assert_ne!(stored_hash(&one, "secret"), stored_hash(&other, "secret"));
        assert_eq!(random_secret().unwrap().len(), 43);
    }
}

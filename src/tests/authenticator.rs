//! A device with passkeys, and the browser in front of it, in software: ES256, no attestation. It
//! does what WebAuthn says, and on demand what an attacker would do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::tests::harness::{Answer, Client};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_KEY: u8 = 0x40;

/// A passkey on the device.
#[derive(Clone)]
pub struct Held {
    pub id: Vec<u8>,
    pub counter: u32,
    /// What the device keeps of its person.
    pub handle: Vec<u8>,
    pub key: SigningKey,
}

/// A device. Change its fields to make it lie.
#[derive(Clone)]
pub struct Authenticator {
    pub held: Vec<Held>,
    /// Where the browser says it is.
    pub origin: String,
    /// The relying party that is signed for, when it isn't the one that was asked.
    pub relying_party: Option<String>,
    /// Whether the device asked for PIN, fingerprint or face.
    pub verifies: bool,
    /// Whether it says who its passkey belongs to.
    pub tells_handle: bool,
    /// A synced passkey doesn't count.
    pub synced: bool,
}

impl Default for Authenticator {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            origin: "http://localhost:3000".to_owned(),
            relying_party: None,
            verifies: true,
            tells_handle: true,
            synced: false,
        }
    }
}

fn random() -> Vec<u8> {
    BASE64.decode(crate::server::tokens::random_secret().unwrap()).unwrap()
}

/// Base64url, as in the browser's JSON.
pub fn text(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

impl Authenticator {
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers `PublicKeyCredentialCreationOptionsJSON`.
    pub fn create(&mut self, options: &Value) -> Value {
        let excluded = options["excludeCredentials"].as_array().cloned().unwrap_or_default();
        let is_here = |entry: &Value| self.held.iter().any(|held| entry["id"] == text(&held.id));
        assert!(!excluded.iter().any(is_here), "this device has a passkey of that account already");
        assert!(options["pubKeyCredParams"].as_array().unwrap().iter().any(|kind| kind["alg"] == -7));
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let held = Held {
            id: random(),
            counter: 0,
            handle: BASE64.decode(options["user"]["id"].as_str().unwrap()).unwrap(),
            key: SigningKey::from_slice(&random()).unwrap(),
        };
        self.held.push(held);
        self.register(options, self.held.len() - 1)
    }

    /// The answer in which a passkey of this device is registered.
    pub fn register(&self, options: &Value, which: usize) -> Value {
        let held = &self.held[which];
        let point = held.key.verifying_key().to_sec1_point(false);
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), HAS_KEY, held.counter);
        data.extend([0; 16]); // no model is told
        data.extend(u16::try_from(held.id.len()).unwrap().to_be_bytes());
        data.extend(&held.id);
        // COSE: kty EC2, alg ES256, crv P-256, x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(&data);
        let client = self.client("webauthn.create", options);
        json!({
            "id": text(&held.id), "rawId": text(&held.id), "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": { "clientDataJSON": text(client.as_bytes()), "attestationObject": text(&object), "transports": ["internal"] },
        })
    }

    /// Answers `PublicKeyCredentialRequestOptionsJSON` with a passkey that was asked for, or with the
    /// newest when none was named.
    pub fn get(&mut self, options: &Value) -> Value {
        let allowed = options["allowCredentials"].as_array().cloned().unwrap_or_default();
        let fits = |held: &Held| allowed.is_empty() || allowed.iter().any(|entry| entry["id"] == text(&held.id));
        let which = self.held.iter().rposition(fits).expect("this device has no passkey that was asked for");
        self.sign(options, which)
    }

    /// Answers with one passkey, asked for or not.
    pub fn sign(&mut self, options: &Value, which: usize) -> Value {
        if !self.synced {
            self.held[which].counter += 1;
        }
        let held = &self.held[which];
        let data = self.data(options["rpId"].as_str().unwrap(), 0, held.counter);
        let client = self.client("webauthn.get", options);
        let signed: Vec<u8> = data.iter().copied().chain(Sha256::digest(&client)).collect();
        let signature: Signature = held.key.sign(&signed);
        json!({
            "id": text(&held.id), "rawId": text(&held.id), "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(client.as_bytes()), "authenticatorData": text(&data),
                "signature": text(signature.to_der().as_bytes()),
                "userHandle": self.tells_handle.then(|| text(&held.handle)),
            },
        })
    }

    /// Authenticator data without key and extensions.
    fn data(&self, asked: &str, more: u8, counter: u32) -> Vec<u8> {
        let party = self.relying_party.as_deref().unwrap_or(asked);
        let verified = if self.verifies { VERIFIED } else { 0 };
        let synced = if self.synced { BACKUP_ELIGIBLE | BACKED_UP } else { 0 };
        let mut data = Sha256::digest(party).to_vec();
        data.push(PRESENT | verified | synced | more);
        data.extend(counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, options: &Value) -> String {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string()
    }
}

/// First step of a ceremony; must succeed.
pub async fn begin(client: &Client, path: &str, body: Value) -> Value {
    let begun = client.post(&format!("/api/v1/auth/{path}/begin"), body).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    begun.json["data"].clone()
}

/// Last step of a ceremony.
pub async fn complete(client: &Client, path: &str, begun: &Value, credential: Value) -> Answer {
    client.post(&format!("/api/v1/auth/{path}/complete"), json!({ "ceremony_id": begun["ceremony_id"], "credential": credential })).await
}

/// Makes an account with a passkey of the device.
pub async fn register(client: &Client, device: &mut Authenticator, email: &str) -> Answer {
    let begun = begin(client, "register", json!({ "email": email, "name": "Ada" })).await;
    let credential = device.create(&begun["publicKey"]);
    complete(client, "register", &begun, credential).await
}

/// Signs in with a passkey of the device.
pub async fn log_in(client: &Client, device: &mut Authenticator, email: Option<&str>) -> Answer {
    let begun = begin(client, "login", email.map_or(json!({}), |email| json!({ "email": email }))).await;
    let credential = device.get(&begun["publicKey"]);
    complete(client, "login", &begun, credential).await
}

/// Adds a passkey of the device to somebody's account.
pub async fn add_passkey(client: &Client, device: &mut Authenticator) -> Answer {
    let begun = begin(client, "passkeys", json!({})).await;
    let credential = device.create(&begun["publicKey"]);
    complete(client, "passkeys", &begun, credential).await
}

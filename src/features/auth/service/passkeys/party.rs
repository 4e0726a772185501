//! The relying party: the name to which passkeys are bound. It follows from the public address and
//! from nothing that a request says.

use webauthn_rs::Webauthn;
use webauthn_rs::WebauthnBuilder;
use webauthn_rs::prelude::Url;

use crate::core::{AppError, Code, Result};
use crate::features::auth::types::passkeys::PasskeySupport;
use crate::server::state::AppState;

/// What authenticators show as the name of the site.
const NAME: &str = "Colloquy";

/// The library, set up for the public address; an error where passkeys can't work.
pub(super) fn party(state: &AppState) -> Result<Webauthn> {
    let refused = |sentence: String| AppError::new(Code::Conflict, sentence);
    let (origin, name) = named(&state.config.public_url).map_err(refused)?;
    WebauthnBuilder::new(&name, &origin).and_then(|builder| builder.rp_name(NAME).build()).map_err(|error| {
        tracing::error!(%error, "passkeys could not be set up for the public address");
        AppError::of(Code::Internal)
    })
}

/// Whether passkeys can work here, for the pages.
pub fn support(state: &AppState) -> PasskeySupport {
    let url = &state.config.public_url;
    PasskeySupport { origin: url.clone(), problem: named(url).err() }
}

/// The public address and its name, or why there is none for passkeys.
fn named(public_url: &str) -> std::result::Result<(Url, String), String> {
    let advice = "Set COLLOQUY_PUBLIC_URL to a domain with https, or to http://localhost with the port on this machine.";
    let Ok(origin) = Url::parse(public_url) else {
        return Err(format!("Passkeys need a name in the public address, and {public_url} has none. {advice}"));
    };
    let Some(name) = origin.domain().map(str::to_owned) else {
        return Err(format!(
            "Passkeys need a name such as localhost or a domain, and the public address {public_url} is an IP address. {advice}"
        ));
    };
    let local = name == "localhost" || name.ends_with(".localhost");
    if origin.scheme() != "https" && !local {
        return Err(format!("Passkeys need https, and the public address {public_url} is without. {advice}"));
    }
    Ok((origin, name))
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_relying_party_is_the_name_in_the_public_address() {
        for (address, name) in [
            ("http://localhost:3000", "localhost"),
            ("https://panel.example.org", "panel.example.org"),
            ("https://panel.example.org:8443", "panel.example.org"),
            ("http://colloquy.localhost:3000", "colloquy.localhost"),
        ] {
            assert_eq!(named(address).unwrap().1, name);
        }
    }

    #[test]
    fn an_address_where_passkeys_cannot_work_is_explained() {
        for address in ["http://127.0.0.1:3000", "https://192.0.2.7", "http://[::1]:3000", "https://[2001:db8::1]"] {
            let sentence = named(address).unwrap_err();
            assert!(
                sentence.contains("localhost or a domain") && sentence.contains(address) && sentence.contains("IP address"),
                "{sentence}"
            );
        }
        assert!(named("http://panel.example.org").unwrap_err().contains("need https"));
        assert!(named("http://notlocalhost:3000").is_err());
        assert!(named("nonsense").is_err());
    }
}

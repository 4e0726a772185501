//! Whether mail goes out.

use super::{Finding, fail, ok, warn};
use crate::server::config::Config;
use crate::server::mail::{MailConfig, Transport};

/// Speaks with the mail server as far as its log-in; sends nothing.
pub(super) async fn check(config: &Config) -> Finding {
    let part = "mail";
    let MailConfig { route, from } = match config.mail() {
        Ok(settings) => settings,
        Err(error) => return fail(part, error, "correct COLLOQUY_MAIL_FROM"),
    };
    let next = "correct COLLOQUY_MAIL_URL, and check that the mail server runs";
    let transport = match Transport::open(&route, &config.data_dir) {
        Ok(transport) => transport,
        Err(error) => return fail(part, error, next),
    };
    if let Err(error) = transport.probe().await {
        return fail(part, format!("{route:?} can't be used: {error}"), next);
    }
    match transport {
        Transport::Disabled => {
            warn(part, "is switched off: nobody gets codes, invitations or notices", "set COLLOQUY_MAIL_URL to a mail server")
        }
        Transport::Memory(_) => warn(part, "is kept in memory and goes nowhere", "set COLLOQUY_MAIL_URL to a mail server"),
        Transport::File(folder) => {
            let text = format!("is written to files in {}; nobody gets it by post", folder.display());
            warn(part, text, "fine on your own machine; for others set COLLOQUY_MAIL_URL to a mail server")
        }
        Transport::Smtp(_) if !config.is_set("mail.from") && from.email.domain() == "localhost" => {
            warn(part, format!("{route:?} answers, but the sender is {from}, which many servers refuse"), "set COLLOQUY_MAIL_FROM")
        }
        Transport::Smtp(_) => ok(part, format!("{route:?} answers; sender {from}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::server::config::Sources;
    use crate::server::mail::tests::server::{Mood, SmtpServer};

    fn config(url: &str, from: Option<&str>) -> Config {
        let mut environment = vec![("COLLOQUY_MAIL_URL".to_owned(), url.to_owned())];
        environment.extend(from.map(|from| ("COLLOQUY_MAIL_FROM".to_owned(), from.to_owned())));
        Config::load(&Sources { environment, ..Sources::default() }).unwrap()
    }

    #[tokio::test]
    async fn what_does_not_reach_people_is_warned_about() {
        for url in ["off", "file", "memory"] {
            assert_eq!(check(&config(url, None)).await.verdict, Verdict::Warn, "{url}");
        }
    }

    #[tokio::test]
    async fn a_server_that_answers_is_fine_and_one_that_does_not_is_named() {
        let server = SmtpServer::start(&[Mood::Takes, Mood::Takes]).await;
        let good = check(&config(&server.url, Some("Panel <panel@example.org>"))).await;
        assert_eq!(good.verdict, Verdict::Ok, "{}", good.text);
        assert_eq!(check(&config(&server.url, None)).await.verdict, Verdict::Warn, "nobody believes a sender at localhost");
        assert!(server.taken().is_empty(), "nothing was sent");
        let url = server.url.replace("smtp://", "smtp://ada:hidden@");
        drop(server);
        let bad = check(&config(&url, None)).await;
        assert_eq!(bad.verdict, Verdict::Fail);
        assert!(bad.text.contains("***") && !bad.text.contains("hidden"), "{}", bad.text);
    }
}

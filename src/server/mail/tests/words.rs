//! What a mail says, and what it never says.

use chrono::{TimeZone, Utc};
use lettre::message::Mailbox;

use super::super::settings::{Route, sender};
use super::super::template::{Template, plain};
use super::{code, reset};
use crate::core::permission::Role;
use crate::tests::harness::TestApp;

fn invitation(workspace: &str, inviter: &str, link: &str) -> Template {
    Template::Invitation {
        workspace: workspace.into(),
        inviter: inviter.into(),
        role: Role::Editor,
        link: link.into(),
        expires: Utc.with_ymd_and_hms(2026, 11, 27, 9, 0, 0).unwrap(),
    }
}

#[test]
fn a_code_stands_in_both_parts_and_in_no_address() {
    let letter =
        Template::ResetPassword { name: "Ada".into(), code: code(Utc.timestamp_opt(0, 0).unwrap()) }.write("https://panel.example.org");
    for part in [letter.text(), letter.html()] {
        assert!(part.contains("ABCD-EFGH") && part.contains("15 minutes") && part.contains("https://panel.example.org/reset"), "{part}");
        assert!(!part.contains("reset?") && !part.contains("reset#"), "{part}");
    }
    assert!(!letter.subject().contains("ABCD"));
}

#[test]
fn an_invitation_says_who_what_and_until_when() {
    let letter = invitation("Research", "Ada", "/invitations/t0ken").write("https://panel.example.org");
    assert_eq!(letter.subject(), "Ada invites you to Research");
    for part in [letter.text(), letter.html()] {
        for expected in ["Ada", "Research", "editor", "27 November 2026, 09:00 UTC", "https://panel.example.org/invitations/t0ken"] {
            assert!(part.contains(expected), "{expected}: {part}");
        }
    }
}

#[test]
fn html_is_escaped_and_loads_nothing() {
    let letter =
        invitation("<img src=https://evil.example/x.png>", "\"><script>alert(1)</script>", "/x").write("https://panel.example.org");
    let html = letter.html();
    assert!(!html.contains("<img") && !html.contains("<script") && html.contains("&lt;img"), "{html}");
    for remote in ["src=", "url(", "<link", "@import", "<iframe"] {
        assert!(!html.replace("&lt;img src=", "").contains(remote), "{remote}: {html}");
    }
}

#[test]
fn names_become_no_links_and_no_second_lines() {
    for (name, shown) in [
        ("Win at https://evil.example/x", "Win at https:\u{200b}/\u{200b}/\u{200b}evil.\u{200b}example/\u{200b}x"),
        ("a@evil.example", "a@\u{200b}evil.\u{200b}example"),
        ("Ada\r\nBcc: eve@evil.example", "Ada Bcc: eve@\u{200b}evil.\u{200b}example"),
        ("\u{202e}Ada\u{0}\u{200b}", "Ada"),
        ("  Dr. Ada   King  ", "Dr. Ada King"),
        ("12:30 at 192.0.2.1", "12:30 at 192.0.2.1"),
    ] {
        assert_eq!(plain(name, 80), shown, "{name:?}");
    }
    assert_eq!(plain(&"x".repeat(500), 80).chars().count(), 80);
}

#[test]
fn a_link_is_always_on_this_site() {
    for link in ["https://evil.example", "//evil.example", "/\\evil.example", "/x\"><b>", "/x\r\ny", "javascript:alert(1)", ""] {
        let text = invitation("W", "A", link).write("https://panel.example.org").text();
        let address = text.lines().find(|line| line.starts_with("https://")).unwrap();
        assert_eq!(address, "https://panel.example.org/", "{link:?}");
    }
}

#[tokio::test]
async fn what_is_prepared_never_prints_its_code() {
    let app = TestApp::new().await;
    let mail = reset(&app, "ada@example.org");
    assert!(!format!("{mail:?}").contains("ABCD") && serde_json::to_string(&mail).unwrap().contains("ABCD"));
    let template = Template::VerifyEmail { name: "Ada".into(), code: code(app.clock.now()) };
    assert!(!format!("{template:?}").contains("ABCD"));
}

#[test]
fn routes_are_read_and_encryption_is_the_default() {
    for (text, shown) in [
        ("off", "off"),
        ("memory", "memory"),
        ("file", "file"),
        ("file:/var/mail", "file"),
        ("smtp://mail.example.org", "smtp://mail.example.org?tls=required"),
        ("smtp://ada:pw@mail.example.org:2525", "smtp://***@mail.example.org:2525?tls=required"),
        ("smtp://mail.example.org?tls=none", "smtp://mail.example.org"),
        ("smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org?tls=opportunistic"),
        ("smtps://ada:pw@mail.example.org", "smtps://***@mail.example.org"),
        ("smtp://127.0.0.1:1025", "smtp://127.0.0.1:1025"),
        ("smtp://localhost", "smtp://localhost"),
    ] {
        assert_eq!(format!("{:?}", Route::parse(text).unwrap()), shown, "{text}");
    }
    for wrong in [
        "",
        "smtp",
        "smtp://",
        "http://mail.example.org",
        "smtp://h?tls=maybe",
        "smtp://h?x=1",
        "smtps://h?tls=none",
        "off:x",
        "smtp://h/path",
    ] {
        assert!(Route::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn the_sender_follows_the_public_address_unless_it_is_set() {
    let shown = |mailbox: Mailbox| mailbox.to_string();
    assert_eq!(shown(sender(None, "https://panel.example.org").unwrap()), "Colloquy <colloquy@panel.example.org>");
    assert_eq!(shown(sender(None, "http://10.0.0.2:8080").unwrap()), "Colloquy <colloquy@localhost>");
    assert_eq!(shown(sender(Some("Panel <p@example.org>"), "https://x.example").unwrap()), "Panel <p@example.org>");
    assert!(sender(Some("nobody"), "https://x.example").is_err());
}

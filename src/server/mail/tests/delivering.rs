//! From the outbox to the mailbox: once, sooner or later, and not for ever.

use chrono::Duration;

use super::super::delivery::{clean_up, deliver_due};
use super::super::store;
use super::super::template::Template;
use super::super::{prepare, send};
use super::server::{Mood, SmtpServer};
use super::{queued, row};
use crate::tests::harness::TestApp;

async fn with_server(moods: &[Mood]) -> (TestApp, SmtpServer) {
    let server = SmtpServer::start(moods).await;
    let app = TestApp::with(&[("COLLOQUY_MAIL_URL", &server.url), ("COLLOQUY_MAIL_FROM", "Panel <panel@example.org>")]).await;
    (app, server)
}

#[tokio::test]
async fn a_mail_goes_out_once_and_its_code_is_wiped() {
    let (app, server) = with_server(&[]).await;
    let id = queued(&app, "ada@example.org").await;
    assert!(row(&app, &id).await.text.contains("ABCD-EFGH"));
    deliver_due(&app.state).await;
    deliver_due(&app.state).await;
    let taken = server.taken();
    assert_eq!((taken.len(), taken[0].recipients.as_slice()), (1, ["<ada@example.org>".to_owned()].as_slice()));
    let data = &taken[0].data;
    for header in [
        "From: Panel <panel@example.org>",
        "To: ada@example.org",
        "Subject: Your code for a new password",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(data.contains(header), "{header}: {data}");
    }
    assert!(data.contains(&format!("Message-ID: <{id}@example.org>")) && data.contains("multipart/alternative"), "{data}");
    let row = row(&app, &id).await;
    assert_eq!((row.state.as_str(), row.text.as_str(), row.html.as_str(), row.attempts), ("sent", "", "", 1));
}

#[tokio::test]
async fn a_server_that_fails_and_then_works_gets_the_mail_once() {
    let (app, server) = with_server(&[Mood::Down, Mood::Busy]).await;
    let id = queued(&app, "ada@example.org").await;
    deliver_due(&app.state).await;
    let after = row(&app, &id).await;
    assert_eq!((after.state.as_str(), after.attempts), ("waiting", 1), "{}", after.error);
    assert!(after.text.contains("ABCD-EFGH") && !after.error.is_empty());
    assert_eq!(after.due_at, app.clock.now() + Duration::seconds(5));
    deliver_due(&app.state).await;
    assert_eq!(row(&app, &id).await.attempts, 1, "not before its time");
    app.clock.advance(Duration::seconds(5));
    deliver_due(&app.state).await;
    let after = row(&app, &id).await;
    assert!(after.error.contains("451") || after.error.contains("try again"), "{}", after.error);
    app.clock.advance(Duration::seconds(10));
    deliver_due(&app.state).await;
    assert_eq!((row(&app, &id).await.state.as_str(), server.taken().len()), ("sent", 1));
}

#[tokio::test]
async fn an_unknown_mailbox_is_given_up_at_once() {
    let (app, server) = with_server(&[Mood::Refuses]).await;
    let id = queued(&app, "nobody@example.org").await;
    deliver_due(&app.state).await;
    app.clock.advance(Duration::days(1));
    deliver_due(&app.state).await;
    let row = row(&app, &id).await;
    assert_eq!((row.state.as_str(), row.attempts, row.text.as_str(), server.taken().len()), ("refused", 1, "", 0));
    assert!(row.error.contains("550") || row.error.contains("no such mailbox"), "{}", row.error);
}

#[tokio::test]
async fn a_code_that_could_not_be_delivered_in_time_is_wiped_and_never_sent() {
    let (app, server) = with_server(&[Mood::Down; 20]).await;
    let id = queued(&app, "ada@example.org").await;
    for _ in 0..20 {
        deliver_due(&app.state).await;
        let due = row(&app, &id).await.due_at;
        app.clock.advance((due - app.clock.now()).max(Duration::zero()));
    }
    let row = row(&app, &id).await;
    assert_eq!((row.state.as_str(), row.text.as_str(), row.html.as_str(), server.taken().len()), ("expired", "", "", 0));
}

#[tokio::test]
async fn a_notice_is_given_up_after_days_and_health_says_so() {
    let (app, server) = with_server(&[Mood::Down; 400]).await;
    let notice = Template::Notice {
        name: "Ada".into(),
        subject: "Your password was changed",
        text: "It was changed.".into(),
        facts: vec![],
        action: None,
    };
    let mail = prepare(&app.state, "ada@example.org", notice);
    send(&app.state, &mail).await.unwrap();
    deliver_due(&app.state).await;
    let health = app.anonymous().get("/health").await;
    assert_eq!(health.json["components"]["mail"]["status"], "degraded", "{}", health.text);
    for _ in 0..400 {
        let row = row(&app, &mail.id).await;
        if row.state != "waiting" {
            break;
        }
        app.clock.advance((row.due_at - app.clock.now()).max(Duration::zero()));
        deliver_due(&app.state).await;
    }
    let ended = row(&app, &mail.id).await;
    assert_eq!((ended.state.as_str(), ended.text.as_str(), server.taken().len()), ("failed", "", 0), "{ended:?}");
    let health = app.anonymous().get("/health").await;
    assert!(health.json["components"]["mail"]["message"].as_str().unwrap().contains("1 were given up"), "{}", health.text);
    assert!((100..200).contains(&ended.attempts), "{} tries in three days", ended.attempts);
    clean_up(&app.state).await;
    assert_eq!(row(&app, &mail.id).await.attempts, ended.attempts, "remembered for a while");
    app.clock.advance(Duration::days(8));
    clean_up(&app.state).await;
    let gone = app.state.db.sql("SELECT VALUE state FROM mail").list::<String>().await.unwrap();
    assert!(gone.is_empty(), "{gone:?}");
}

#[tokio::test]
async fn a_crash_between_sending_and_noting_sends_the_very_same_mail_again() {
    let (app, server) = with_server(&[]).await;
    let id = queued(&app, "ada@example.org").await;
    // The process dies after the server has taken the mail: the claim stays, nothing is noted.
    let claimed = store::claim(&app.state.db, "dead process", app.clock.now()).await.unwrap().unwrap();
    deliver_due(&app.state).await;
    assert_eq!((server.taken().len(), row(&app, &id).await.state.as_str()), (0, "sending"), "nobody else touches it meanwhile");
    app.clock.advance(store::LEASE);
    deliver_due(&app.state).await;
    assert_eq!((server.taken().len(), row(&app, &id).await.state.as_str()), (1, "sent"));
    // The dead process wakes up: it can't undo anything.
    store::put_back(&app.state.db, &claimed, "dead process", app.clock.now(), "late").await.unwrap();
    assert_eq!(row(&app, &id).await.state, "sent");
}

#[tokio::test]
async fn a_mail_taken_without_an_answer_is_repeated_with_the_same_bytes() {
    let (app, server) = with_server(&[Mood::Vanishes]).await;
    let id = queued(&app, "ada@example.org").await;
    deliver_due(&app.state).await;
    app.clock.advance(Duration::seconds(5));
    deliver_due(&app.state).await;
    let taken = server.taken();
    assert_eq!((taken.len(), row(&app, &id).await.state.as_str()), (2, "sent"));
    assert_eq!(taken[0], taken[1], "mailboxes can tell by the Message-ID that it is one mail");
}

#[tokio::test]
async fn many_senders_send_every_mail_once() {
    let app = TestApp::new().await;
    for number in 0..30 {
        queued(&app, &format!("user{number}@example.org")).await;
    }
    futures::future::join_all((0..6).map(|_| deliver_due(&app.state))).await;
    let mut to: Vec<String> = app.state.mail.delivered().into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), app.state.mail.delivered().len()), (30, 30));
}

#[tokio::test]
async fn addresses_that_nobody_can_have_are_refused_and_inject_nothing() {
    let (app, server) = with_server(&[]).await;
    for address in [
        "ada@example.org\r\nBcc: eve@evil.example",
        "ada@example.org>\r\nRCPT TO:<eve@evil.example",
        "a b@example.org, eve@evil.example",
        "ada",
        "",
    ] {
        let id = queued(&app, address).await;
        deliver_due(&app.state).await;
        let row = row(&app, &id).await;
        assert_eq!((row.state.as_str(), row.text.as_str()), ("refused", ""), "{address:?}: {}", row.error);
    }
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn names_inject_no_headers() {
    let (app, server) = with_server(&[]).await;
    let invitation = Template::Invitation {
        workspace: "Team\r\nBcc: eve@evil.example\r\n\r\n<script>".into(),
        inviter: "Ada\nSubject: Win".into(),
        role: crate::core::permission::Role::Viewer,
        link: "/invitations/x".into(),
        expires: app.clock.now() + Duration::days(7),
    };
    send(&app.state, &prepare(&app.state, "bob@example.org", invitation)).await.unwrap();
    deliver_due(&app.state).await;
    let taken = server.taken();
    assert_eq!(taken[0].recipients, ["<bob@example.org>"]);
    let head = taken[0].data.split("\n\n").next().unwrap();
    let names: Vec<&str> = head.lines().filter(|line| !line.starts_with(' ')).filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names.iter().filter(|name| **name == "Subject").count(), 1, "{head}");
    assert!(!names.contains(&"Bcc"), "{head}");
}

#[tokio::test]
async fn files_are_private_and_one_per_mail() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::with(&[("COLLOQUY_MAIL_URL", "file")]).await;
    let id = queued(&app, "ada@example.org").await;
    deliver_due(&app.state).await;
    let folder = app.state.config.data_dir.join("mail");
    let names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(names, [format!("{id}.eml")]);
    let path = folder.join(&names[0]);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(std::fs::read_to_string(path).unwrap().contains("ABCD-EFGH"));
}

#[tokio::test]
async fn switched_off_mail_is_dropped_and_wiped() {
    let app = TestApp::with(&[("COLLOQUY_MAIL_URL", "off")]).await;
    let id = queued(&app, "ada@example.org").await;
    deliver_due(&app.state).await;
    let row = row(&app, &id).await;
    assert_eq!((row.state.as_str(), row.text.as_str()), ("dropped", ""));
    assert_eq!(app.anonymous().get("/health").await.json["components"]["mail"]["status"], "healthy");
}

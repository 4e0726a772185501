//! What the operator can do.

use serde_json::json;

use super::super::cli::{self, UserCommand};
use super::super::service;
use super::noted;
use crate::features::auth::types::Password;
use crate::server::config::{Config, Sources};
use crate::server::lock::DataLock;
use crate::tests::harness::{TempDir, TestApp};

fn config(folder: &TempDir) -> Config {
    let environment = vec![("COLLOQUY_DATA_DIR".to_owned(), folder.0.to_string_lossy().into_owned())];
    Config::load(&Sources { environment, ..Sources::default() }).unwrap()
}

#[tokio::test]
async fn the_command_line_manages_people_in_the_data_folder() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = TempDir::new();
    let person = || "ada@example.org".to_owned();
    {
        let lock = DataLock::acquire(&folder.0).unwrap();
        let state = crate::server::run::open(
            config(&folder),
            ([127, 0, 0, 1], 3000).into(),
            tokio_util::sync::CancellationToken::new(),
            crate::server::clock::Clock::System,
        )
        .await
        .unwrap();
        let input = crate::features::auth::types::Registration {
            email: person(),
            password: Password::new("correct horse battery"),
            name: "Ada".into(),
            username: Some("ada".into()),
        };
        crate::features::auth::service::found_account(&state, input).await.unwrap();
        let refused = cli::run(config(&folder), UserCommand::List).await.unwrap_err().message;
        assert!(refused.contains("stop it, then run this command again") && refused.contains(&std::process::id().to_string()), "{refused}");
        drop(state);
        drop(lock);
    }
    let listed = cli::run(config(&folder), UserCommand::List).await.unwrap();
    assert!(listed.contains("user ") && listed.contains("ada@example.org  Ada") && listed.contains("1 person"), "{listed}");
    assert_eq!(cli::run(config(&folder), UserCommand::Promote { person: "ADA".into() }).await.unwrap(), "Ada is an administrator now.\n");
    assert_eq!(
        cli::run(config(&folder), UserCommand::Promote { person: person() }).await.unwrap(),
        "Ada is an administrator already; nothing was changed.\n"
    );
    let refused = cli::run(config(&folder), UserCommand::Demote { person: person() }).await.unwrap_err().message;
    assert!(refused.contains("only administrator"), "{refused}");
    let reset = cli::run(config(&folder), UserCommand::ResetPassword { person: person(), stdin: false }).await.unwrap();
    let made = reset.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
    assert!(made.len() == 20 && reset.contains("sessions were ended"), "{reset}");
    assert_eq!(
        cli::run(config(&folder), UserCommand::Revoke { person: person(), keys: true }).await.unwrap(),
        "0 sessions ended. API keys were revoked too.\n"
    );
    let nobody = cli::run(config(&folder), UserCommand::Promote { person: "eve".into() }).await.unwrap_err().message;
    assert!(nobody.contains("nobody called eve") && nobody.contains("colloquy user list"), "{nobody}");
}

#[tokio::test]
async fn a_database_in_memory_has_nobody() {
    let folder = TempDir::new();
    let environment = vec![
        ("COLLOQUY_DATA_DIR".to_owned(), folder.0.to_string_lossy().into_owned()),
        ("COLLOQUY_DATABASE_URL".to_owned(), "mem://".to_owned()),
    ];
    let config = Config::load(&Sources { environment, ..Sources::default() }).unwrap();
    assert!(cli::run(config, UserCommand::List).await.unwrap_err().message.contains("mem://"));
}

#[tokio::test]
async fn the_operators_acts_end_sessions_and_keys_and_are_noted() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let email = ada.user["email"].as_str().unwrap();
    let made = ada.post("/api/v1/api-keys", json!({ "name": "k", "scopes": ["agents:read"] })).await;
    let holder = ada.with_token(made.json["data"]["key"].as_str().unwrap());
    let given = service::reset_password(&app.state, email, None).await.unwrap().unwrap();
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 401);
    assert_eq!(holder.get("/api/v1/agents").await.status, 200, "keys are another thing");
    let signed = app.anonymous().post("/api/v1/auth/login", json!({ "email": email, "password": given.expose() })).await;
    assert_eq!(signed.status, 200, "{}", signed.text);
    assert_eq!(service::revoke(&app.state, email, true).await.unwrap(), 1);
    assert_eq!(holder.get("/api/v1/agents").await.status, 401);
    for (action, times) in [("password.reset", 1), ("session.revoke_all", 1)] {
        let acts = noted(&app, action).await;
        assert_eq!((acts.len(), acts[0]["actor_kind"].as_str()), (times, Some("operator")), "{action}");
        assert!(!acts[0].to_string().contains(given.expose()));
    }
    for weak in ["short", "password1234", email] {
        assert!(service::reset_password(&app.state, email, Some(Password::new(weak))).await.is_err(), "{weak}");
    }
    assert!(!format!("{given:?}").contains(given.expose()), "a password never prints by accident");
}

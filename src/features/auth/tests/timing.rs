//! Ledger row 2 as a figure: how long answers take for known and unknown accounts. Not in the gate,
//! because a busy machine would fail it for no reason:
//! `cargo test --lib -- --ignored --nocapture answers_take_as_long`

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::tests::harness::TestApp;

/// Tries for each kind of account.
const TRIES: usize = 200;

/// Median of each kind; the kinds take turns, so that a slow moment meets both.
async fn medians(app: &TestApp, path: &str, body: impl Fn(&str) -> Value, known: &[String]) -> (Duration, Duration) {
    let (mut on_known, mut on_unknown) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        let unknown = format!("nobody{number}@example.org");
        for (address, times) in [(&known[number], &mut on_known), (&unknown, &mut on_unknown)] {
            let client = app.anonymous();
            let started = Instant::now();
            let answer = client.post(path, body(address)).await;
            times.push(started.elapsed());
            assert!(matches!(answer.status, 202 | 401 | 422), "{}: {}", answer.status, answer.text);
            app.quiet().await;
            // Limits look at the clock; they are another test's matter.
            app.clock.advance(chrono::Duration::minutes(10));
        }
    }
    on_known.sort();
    on_unknown.sort();
    (on_known[TRIES / 2], on_unknown[TRIES / 2])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement; run it alone on a quiet machine"]
async fn answers_take_as_long_for_known_and_unknown_accounts() {
    let app = TestApp::new().await;
    let mut known = Vec::new();
    for _ in 0..TRIES {
        known.push(app.user("ada").await.user["email"].as_str().unwrap().to_owned());
        app.clock.advance(chrono::Duration::minutes(1));
    }
    let password = "a staple in the rain";
    let login = medians(&app, "/api/v1/auth/login", |email| json!({ "email": email, "password": password }), &known).await;
    let forgot = medians(&app, "/api/v1/auth/password/forgot", |email| json!({ "email": email }), &known).await;
    let typed = |email: &str| json!({ "email": email, "code": "2222-2222", "new_password": password });
    let reset = medians(&app, "/api/v1/auth/password/reset", typed, &known).await;
    for (what, (known, unknown)) in [("login", login), ("forgot", forgot), ("reset", reset)] {
        let (low, high) = (known.min(unknown), known.max(unknown));
        let ratio = high.as_secs_f64() / low.as_secs_f64();
        println!("{what}: median of {TRIES}: known {known:?}, unknown {unknown:?}, ratio {ratio:.3} (limit 1.3)");
    }
}

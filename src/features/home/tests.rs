//! What the general pages write.

use axum::body::Body;
use axum::http::Method;
use leptos::prelude::*;
use serde_json::json;

use super::page::Preview;
use crate::tests::harness::{Answer, Client, TestApp};

fn preview() -> String {
    Owner::new().with(|| view! { <Preview/> }.into_view().to_html().replace("<!>", ""))
}

/// The values of an attribute, in the order of the page.
fn values<'a>(html: &'a str, before: &str) -> Vec<&'a str> {
    html.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_citation_of_the_example_leads_to_a_line_of_it() {
    let html = preview();
    let lines = values(&html, "id=\"");
    let citations = values(&html, "href=\"#example-");
    assert_eq!(citations.len(), 3);
    for number in citations {
        assert!(lines.contains(&format!("example-{number}").as_str()), "line {number} is missing in {html}");
    }
}

#[test]
fn the_example_says_that_it_is_one() {
    let html = preview();
    assert!(html.contains("Example") && html.contains("Written for this page"), "{html}");
}

/// A page as a browser asks for it.
async fn page(client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = client.request(Method::GET, path).header("accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn strangers_are_sent_to_the_sign_in_page_and_back() {
    let app = TestApp::new().await;
    let answer = page(&app.anonymous(), "/simulations?q=a%20b", &[]).await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.headers["location"], "/login?next=%2Fsimulations%3Fq%3Da%2520b");
    assert_eq!(page(&app.anonymous(), "/home", &[]).await.headers["location"], "/login");
}

/// Programs and old browsers don't say that they take HTML; they were shown the page's frame with 200.
#[tokio::test]
async fn who_does_not_ask_for_html_is_sent_on_as_well() {
    let app = TestApp::new().await;
    for accept in [None, Some("*/*"), Some("application/json"), Some("text/html")] {
        let visitor = app.anonymous();
        let request = visitor.request(Method::GET, "/library?q=tea");
        let request = accept.into_iter().fold(request, |request, kinds| request.header("accept", kinds));
        let answer = visitor.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/login?next=%2Flibrary%3Fq%3Dtea"), "{accept:?}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_page_and_nowhere_else() {
    let app = TestApp::new().await;
    for (asked, there) in [("/home/", "/home"), ("/library/?q=a%20b", "/library?q=a%20b"), ("/nothing/", "/nothing")] {
        let answer = page(&app.anonymous(), asked, &[]).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (308, there), "{asked}");
    }
    for odd in ["//evil.example/", "/nothing//", "/nothing"] {
        let answer = page(&app.anonymous(), odd, &[]).await;
        assert_eq!((answer.status, answer.headers.get("location")), (404, None), "{odd}");
    }
}

#[tokio::test]
async fn the_start_page_offers_a_way_in_and_the_dashboard_shows_the_frame() {
    let app = TestApp::new().await;
    let start = page(&app.anonymous(), "/", &[]).await;
    assert_eq!(start.status, 200);
    assert!(start.text.contains("action=\"/_fn/auth/guest\""), "{}", start.text);
    assert!(start.text.contains("<title>Colloquy: put a question to a panel of simulated experts</title>"), "{}", start.text);
    let guest = app.guest().await;
    let home = page(&guest, "/home", &[]).await;
    assert_eq!(home.status, 200);
    for part in [
        "<title>Home · Colloquy</title>",
        "You are a guest",
        "action=\"/_fn/auth/logout\"",
        "/simulations/new?template=",
        "No simulations yet",
        "No documents yet",
    ] {
        assert!(home.text.contains(part), "{part:?} is not in {}", home.text);
    }
    assert!(page(&guest, "/", &[]).await.text.contains("Open Colloquy"));
    let user = app.user("Amara").await;
    let home = page(&user, "/home", &[]).await;
    assert!(home.text.contains("Welcome, Amara") && !home.text.contains("You are a guest"));
}

#[tokio::test]
async fn no_two_entries_of_the_sidebar_look_alike() {
    let app = TestApp::new().await;
    let home = page(&app.administrator().await, "/home", &[]).await;
    let nav = home.text.split("<nav").find(|part| part.contains("ui-nav")).unwrap().split("</nav>").next().unwrap();
    let icons = values(nav, "/icons.svg#");
    let different: std::collections::BTreeSet<_> = icons.iter().collect();
    assert!(icons.len() > 8 && different.len() == icons.len(), "{icons:?}");
}

#[tokio::test]
async fn the_theme_of_the_cookie_is_in_the_document() {
    let app = TestApp::new().await;
    let html = |answer: Answer| answer.text.split('>').nth(1).unwrap_or_default().to_owned();
    let client = app.anonymous();
    assert!(html(page(&client, "/", &[("cookie", "theme=dark")]).await).contains("data-theme=\"dark\""));
    assert!(!html(page(&client, "/", &[("cookie", "theme=system")]).await).contains("data-theme"));
    assert!(!html(page(&client, "/", &[("cookie", "theme=\"><script>")]).await).contains("script"));
}

#[tokio::test]
async fn an_unknown_address_is_not_found_and_offers_a_way_on() {
    let app = TestApp::new().await;
    let answer = page(&app.anonymous(), "/nothing/here", &[]).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("There is no page at this address") && answer.text.contains("href=\"/home\""), "{}", answer.text);
}

#[tokio::test]
async fn the_search_finds_agents_and_simulations_without_script() {
    let app = TestApp::new().await;
    let user = app.user("Amara").await;
    let created = user
        .post(
            "/api/v1/simulations",
            json!({ "scenario": { "title": "Zebra crossings", "question": "Where?" }, "participants": [{ "library": "parisa-golshani" }] }),
        )
        .await;
    assert_eq!(created.status, 201, "{}", created.json);
    let found = page(&user, "/search?q=zebra", &[]).await;
    assert!(found.text.contains("Zebra crossings") && found.text.contains("href=\"/simulations?q=zebra\""), "{}", found.text);
    assert!(page(&user, "/search?q=parisa", &[]).await.text.contains("href=\"/library/parisa-golshani\""));
    let nothing = page(&user, "/search?q=%3Cb%3Exyzzy", &[]).await;
    assert!(nothing.text.contains("Nothing fits “&lt;b&gt;xyzzy”"), "{}", nothing.text);
    assert!(page(&user, "/search", &[]).await.text.contains("What are you looking for?"));
}

//! The pages, as browsers without script see them.

use axum::body::Body;
use axum::http::Method;

use crate::features::auth::tests::Browser;
use crate::tests::harness::{Answer, TestApp};

async fn load(browser: &Browser, path: &str) -> Answer {
    let request = browser.client.request(Method::GET, path).header("accept", "text/html").header("cookie", &browser.cookie);
    browser.client.send(request.body(Body::empty()).unwrap()).await
}

/// Sends a form from a page and loads the page to which the answer leads; the browser keeps cookies.
async fn send(browser: &mut Browser, page: &str, action: &str, body: &str) -> Answer {
    let answer = browser.form_from(page, action, body).await;
    assert_eq!(answer.status, 302, "{action}: {}", answer.text);
    let target = answer.headers["location"].to_str().unwrap().trim_start_matches("http://localhost:3000").to_owned();
    let shown = load(browser, &target).await;
    browser.keep_cookies(&shown);
    shown
}

#[track_caller]
fn has(answer: &Answer, parts: &[&str]) {
    assert_eq!(answer.text.matches("<h1").count(), 1, "one main heading in {}", answer.text);
    for part in parts {
        assert!(answer.text.contains(part), "{part:?} is not in {}", answer.text);
    }
}

async fn person(app: &TestApp, name: &str) -> Browser {
    let mut browser = Browser::new(app);
    let answer =
        browser.form("/_fn/auth/register", &format!("email={name}%40example.org&password=correct+horse+battery&name={name}")).await;
    assert_eq!(answer.status, 302, "{}", answer.text);
    browser
}

/// The value of the first hidden field of that name behind a mark.
fn hidden(page: &Answer, behind: &str, name: &str) -> String {
    let form = page.text.split(behind).nth(1).unwrap_or_else(|| panic!("{behind} is not in {}", page.text));
    let value = form.split(&format!(r#"name="{name}" value=""#)).nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_else(|| panic!("no {name} behind {behind}")).to_owned()
}

/// The page's invitation link, as a path.
fn link(page: &Answer) -> String {
    let start = page
        .text
        .find("http://localhost:3000/invitations/")
        .or_else(|| page.text.find("/invitations/"))
        .unwrap_or_else(|| panic!("no link in {}", page.text));
    let rest = &page.text[start..];
    let path = &rest[rest.find("/invitations/").unwrap()..];
    path.split(['<', '"']).next().unwrap().to_owned()
}

#[tokio::test]
async fn from_a_new_workspace_to_a_second_member_without_script() {
    let app = TestApp::new().await;
    let mut olga = person(&app, "olga").await;
    has(&load(&olga, "/settings/workspace").await, &["This is your personal workspace", r#"action="/_fn/workspaces/rename""#]);
    has(&load(&olga, "/workspaces").await, &["<title>Workspaces · Colloquy</title>", "Personal", r#"action="/_fn/workspaces/create""#]);
    let settings = send(&mut olga, "/workspaces", "/_fn/workspaces/create", "name=Team").await;
    has(
        &settings,
        &["Members", "Invitations", "Leave, hand over, delete", r#"action="/_fn/workspaces/invite""#, r#"action="/_fn/workspaces/delete""#],
    );
    let id = hidden(&settings, r#"action="/_fn/workspaces/invite""#, "id");

    let made =
        send(&mut olga, "/settings/workspace", "/_fn/workspaces/invite", &format!("id={id}&role=editor&email=&days=7&max_uses=1")).await;
    has(&made, &["The link is ready", "Link, 0 of 1 used"]);
    let link = link(&made);
    assert!(!load(&olga, "/settings/workspace").await.text.contains(&link), "it is shown once");

    let stranger = Browser::new(&app);
    let seen = load(&stranger, &link).await;
    let next = format!("/login?next={}", link.replace('/', "%2F"));
    has(&seen, &["<title>Invitation · Colloquy</title>", "Join “Team”", "olga", "editor", &next]);
    // Signing in leads back, by a path of this site.
    let mut anna = Browser::new(&app);
    let body = format!("email=anna%40example.org&password=correct+horse+battery&name=anna&next={}", link.replace('/', "%2F"));
    let welcome = send(&mut anna, "/register", "/_fn/auth/register", &body).await;
    has(&welcome, &["Accept invitation", "You are signed in as ", "anna@example.org"]);
    let token = hidden(&welcome, r#"action="/_fn/invitations/accept""#, "token");
    let home = send(&mut anna, &link, "/_fn/invitations/accept", &format!("token={token}")).await;
    assert!(home.text.contains("Team"), "the workspace is shown: {}", home.text);
    has(&load(&anna, &link).await, &["You belong to this workspace already.", "Open workspace"]);
    let members = load(&olga, "/settings/workspace").await;
    has(&members, &["anna@example.org", "olga@example.org", "Used up"]);
    has(&load(&anna, "/settings/workspace").await, &["your role: ", "Editor", "Leave workspace"]);
}

/// Olga's team with anna in it as editor; the browsers and the workspace's id.
async fn team(app: &TestApp) -> (Browser, Browser, String) {
    let mut olga = person(app, "olga").await;
    let settings = send(&mut olga, "/workspaces", "/_fn/workspaces/create", "name=Team").await;
    let id = hidden(&settings, r#"action="/_fn/workspaces/invite""#, "id");
    let made = send(&mut olga, "/settings/workspace", "/_fn/workspaces/invite", &format!("id={id}&role=editor&days=7&max_uses=5")).await;
    let token = link(&made).trim_start_matches("/invitations/").to_owned();
    let mut anna = person(app, "anna").await;
    send(&mut anna, &format!("/invitations/{token}"), "/_fn/invitations/accept", &format!("token={token}")).await;
    (olga, anna, id)
}

#[tokio::test]
async fn roles_and_removal_without_script() {
    let app = TestApp::new().await;
    let (mut olga, anna, id) = team(&app).await;
    let page = load(&olga, "/settings/workspace").await;
    let user = hidden(&page, r#"action="/_fn/workspaces/remove-member""#, "user_id");
    let own = format!("id={id}&user_id=me&role=viewer");
    let refused = send(&mut olga, "/settings/workspace", "/_fn/workspaces/set-role", &own).await;
    has(&refused, &["A workspace needs an owner, and this is the only one."]);
    send(&mut olga, "/settings/workspace", "/_fn/workspaces/set-role", &format!("id={id}&user_id={user}&role=viewer")).await;
    has(&load(&anna, "/settings/workspace").await, &["your role: ", "Viewer"]);
    let gone = send(&mut olga, "/settings/workspace", "/_fn/workspaces/remove-member", &format!("id={id}&user_id={user}")).await;
    assert!(!gone.text.contains("anna@example.org"), "{}", gone.text);
    has(&load(&anna, "/settings/workspace").await, &["This is your personal workspace"]);
}

#[tokio::test]
async fn handing_over_and_deleting_want_the_name_without_script() {
    let app = TestApp::new().await;
    let (mut olga, mut anna, id) = team(&app).await;
    let page = load(&olga, "/settings/workspace").await;
    let user = hidden(&page, r#"action="/_fn/workspaces/remove-member""#, "user_id");
    let hand = |confirm: &str| format!("id={id}&user_id={user}&confirm={confirm}");
    let refused = send(&mut olga, "/settings/workspace", "/_fn/workspaces/transfer", &hand("team")).await;
    has(&refused, &["Type the name of the workspace exactly as it is written.", r##"href="#f-confirm-transfer""##]);
    send(&mut olga, "/settings/workspace", "/_fn/workspaces/transfer", &hand("Team")).await;
    let page = load(&anna, "/settings/workspace").await;
    has(&page, &[r#"action="/_fn/workspaces/delete""#]);
    assert!(!load(&olga, "/settings/workspace").await.text.contains(r#"action="/_fn/workspaces/delete""#), "no owner any more");
    let refused = send(&mut anna, "/settings/workspace", "/_fn/workspaces/delete", &format!("id={id}&confirm=")).await;
    has(&refused, &["Type the name of the workspace exactly as it is written.", r##"href="#f-confirm-delete""##]);
    let list = send(&mut anna, "/settings/workspace", "/_fn/workspaces/delete", &format!("id={id}&confirm=Team")).await;
    has(&list, &["<title>Workspaces · Colloquy</title>"]);
    assert!(!list.text.contains("Team"), "{}", list.text);
    has(&load(&olga, "/settings/workspace").await, &["This is your personal workspace"]);
}

#[tokio::test]
async fn leaving_without_script() {
    let app = TestApp::new().await;
    let (_olga, mut anna, id) = team(&app).await;
    let list = send(&mut anna, "/settings/workspace", "/_fn/workspaces/leave", &format!("id={id}")).await;
    has(&list, &["<title>Workspaces · Colloquy</title>"]);
    assert!(!list.text.contains("Team"), "{}", list.text);
}

#[tokio::test]
async fn guests_wrong_accounts_and_void_links_are_told_what_to_do() {
    let app = TestApp::new().await;
    let mut olga = person(&app, "olga").await;
    let settings = send(&mut olga, "/workspaces", "/_fn/workspaces/create", "name=Team").await;
    let id = hidden(&settings, r#"action="/_fn/workspaces/invite""#, "id");
    let made = send(&mut olga, "/settings/workspace", "/_fn/workspaces/invite", &format!("id={id}&role=viewer")).await;
    let link = link(&made);
    let mut guest = Browser::new(&app);
    guest.form("/_fn/auth/guest", "").await;
    has(&load(&guest, &link).await, &["You are working as a guest", "/register?next=%2Finvitations%2F"]);
    has(&load(&guest, "/workspaces").await, &["A guest has one private workspace."]);
    let void = load(&guest, "/invitations/nonsense").await;
    assert_eq!(void.status, 404);
    has(&void, &["No invitation here", "Ask for a new one."]);
    has(&load(&olga, &link).await, &["You belong to this workspace already."]);
    app.clock.advance(chrono::Duration::days(6));
    has(&load(&olga, "/workspaces").await, &["Team"]);
    app.clock.advance(chrono::Duration::days(1));
    has(&load(&Browser::new(&app), &link).await, &["This invitation has expired."]);
}

#[tokio::test]
async fn names_are_shown_as_text() {
    let app = TestApp::new().await;
    let mut olga = person(&app, "olga").await;
    let settings = send(&mut olga, "/workspaces", "/_fn/workspaces/create", "name=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E").await;
    let id = hidden(&settings, r#"action="/_fn/workspaces/invite""#, "id");
    let made = send(&mut olga, "/settings/workspace", "/_fn/workspaces/invite", &format!("id={id}&role=viewer")).await;
    for page in [settings, load(&Browser::new(&app), &link(&made)).await, load(&olga, "/workspaces").await] {
        assert!(!page.text.contains("<img src=x"), "{}", page.text);
        assert!(page.text.contains("&lt;img src=x"), "{}", page.text);
    }
}

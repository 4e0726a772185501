//! Identity through the public surface: the REST API and the forms of the pages.

mod accounts;
mod browser;
mod change;
mod life;
mod passkeys;
mod recovery;
mod timing;
mod tokens;
mod verify;

use axum::body::Body;
use axum::http::Method;

use crate::tests::harness::{Answer, Client, TestApp};

/// A browser: a client without token that sends cookies and, unless told otherwise, our Origin.
pub(crate) struct Browser {
    pub client: Client,
    pub cookie: String,
}

impl Browser {
    pub fn new(app: &TestApp) -> Self {
        Self { client: app.anonymous(), cookie: String::new() }
    }

    /// Posts a form of a page and keeps the cookies of the answer.
    pub async fn form(&mut self, path: &str, body: &str) -> Answer {
        self.form_from("", path, body).await
    }

    /// Posts a form from the page at `page`; an empty one sends no `Referer`.
    pub async fn form_from(&mut self, page: &str, path: &str, body: &str) -> Answer {
        let request = self
            .client
            .request(Method::POST, path)
            .header("origin", "http://localhost:3000")
            .header("accept", "text/html")
            .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie);
        let request = if page.is_empty() { request } else { request.header("referer", format!("http://localhost:3000{page}")) };
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let answer = self.client.send(request).await;
        self.keep_cookies(&answer);
        answer
    }

    /// Posts JSON as a script of a page does, and keeps the cookies of the answer.
    pub async fn call(&mut self, path: &str, body: &serde_json::Value) -> Answer {
        let request = self
            .client
            .request(Method::POST, path)
            .header("origin", "http://localhost:3000")
            .header("accept", "application/json")
            .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .header("content-type", "application/json")
            .header("cookie", &self.cookie)
            .body(Body::from(body.to_string()))
            .unwrap();
        let answer = self.client.send(request).await;
        self.keep_cookies(&answer);
        answer
    }

    /// Takes the cookies of an answer.
    pub fn keep_cookies(&mut self, answer: &Answer) {
        for line in set_cookies(answer) {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookie = self
                .cookie
                .split("; ")
                .filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{name}=")))
                .collect::<Vec<_>>()
                .join("; ");
            if !value.is_empty() {
                let separator = if self.cookie.is_empty() { "" } else { "; " };
                self.cookie += &format!("{separator}{name}={value}");
            }
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = self.client.request(Method::GET, path).header("cookie", &self.cookie).body(Body::empty()).unwrap();
        self.client.send(request).await
    }
}

pub(crate) fn set_cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

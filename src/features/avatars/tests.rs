//! Uploads that lie, uploads that are too much, pictures that stay and go, and the image service.

use std::io::Cursor;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use image::{ExtendedColorType, GenericImageView, ImageEncoder, ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};

use super::service;
use crate::features::purge::tests::purge;
use crate::tests::harness::{Answer, Client, TestApp};

const PATH: &str = "/api/v1/auth/avatar";

/// Left half red, right half blue.
fn picture(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| if x < width / 2 { Rgba([220, 20, 20, 255]) } else { Rgba([20, 20, 220, 255]) })
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = image::DynamicImage::ImageRgba8(picture(320, 200));
    if format == ImageFormat::Jpeg { image.to_rgb8().write_to(&mut file, format) } else { image.write_to(&mut file, format) }.unwrap();
    file.into_inner()
}

fn form(file: &[u8], name: &str, kind: &str) -> Vec<u8> {
    let head =
        format!("--b0undary\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n");
    [head.as_bytes(), file, b"\r\n--b0undary--\r\n"].concat()
}

async fn send(client: &Client, path: &str, kind: &str, body: Vec<u8>) -> Answer {
    client.send(client.request(Method::POST, path).header("content-type", kind).body(Body::from(body)).unwrap()).await
}

async fn upload(client: &Client, file: &[u8]) -> Answer {
    send(client, PATH, "multipart/form-data; boundary=b0undary", form(file, "me.png", "image/png")).await
}

/// The file that is served.
async fn served(app: &TestApp, url: &str) -> (Answer, Vec<u8>) {
    let name = url.strip_prefix("/avatars/").unwrap();
    (app.anonymous().get(url).await, service::read(&app.state, name).await.unwrap())
}

fn url_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"]["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_uploaded_picture_is_written_anew_and_served_safely() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let url = url_of(&upload(&ada, &encoded(format)).await);
        let (answer, bytes) = served(&app, &url).await;
        assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, "image/webp"));
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
        assert!(answer.headers["content-disposition"].to_str().unwrap().starts_with("inline; filename="));
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        let image = image::load_from_memory_with_format(&bytes, ImageFormat::WebP).unwrap();
        assert_eq!(image.dimensions(), (256, 256));
        let (left, right) = (image.get_pixel(40, 128), image.get_pixel(216, 128));
        assert!(left[0] > 150 && left[2] < 90 && right[2] > 150 && right[0] < 90, "{format:?}: {left:?} {right:?}");
    }
    let me = ada.get("/api/v1/auth/me").await;
    assert_eq!(me.json["data"]["avatar"]["kind"], "picture");
    let raw = send(&ada, PATH, "image/png", encoded(ImageFormat::Png)).await;
    assert_eq!(raw.json["data"]["kind"], "picture", "{}", raw.text);
    let back = ada.delete(PATH).await;
    assert_eq!((back.json["data"]["kind"].as_str(), back.json["data"]["seed"].as_str()), (Some("drawing"), ada.user["id"].as_str()));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>"#;
    let cases: [(&str, &[u8], &str, &str); 8] = [
        ("SVG", svg, "me.svg", "image/svg+xml"),
        ("SVG as PNG", svg, "me.svg.png", "image/png"),
        ("a page", b"<!doctype html><script>alert(1)</script>", "me.png", "image/png"),
        ("GIF", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "me.gif", "image/gif"),
        ("PDF", b"%PDF-1.7\n", "me.pdf.jpg", "image/jpeg"),
        ("ZIP", b"PK\x03\x04\x14\x00\x00\x00", "me.jpg.zip", "image/webp"),
        ("PHP", b"<?php system($_GET['c']); ?>", "../../shell.php%00.png", "image/png"),
        ("TIFF", b"II*\x00\x08\x00\x00\x00", "me.tif", "image/tiff"),
    ];
    for (what, bytes, name, kind) in cases {
        let answer = send(&ada, PATH, "multipart/form-data; boundary=b0undary", form(bytes, name, kind)).await;
        assert_eq!(
            (answer.status, answer.json["error"]["code"].as_str()),
            (415, Some("unsupported_media_type")),
            "{what}: {}",
            answer.text
        );
    }
    for kind in ["text/html", "application/octet-stream", "image/svg+xml", "application/x-www-form-urlencoded"] {
        let answer = send(&ada, PATH, kind, encoded(ImageFormat::Png)).await;
        assert_eq!(answer.status, 415, "{kind}: {}", answer.text);
    }
    let png = encoded(ImageFormat::Png);
    app.clock.advance(chrono::Duration::minutes(10)); // the limit of uploads
    for cut in [9, 40, png.len() / 2] {
        let answer = upload(&ada, &png[..cut]).await;
        assert_eq!((answer.status, answer.json["error"]["details"]["fields"]["picture"].is_array()), (422, true), "{cut}: {}", answer.text);
    }
    assert_eq!(upload(&ada, b"").await.status, 422);
    let me = ada.get("/api/v1/auth/me").await;
    assert_eq!(me.json["data"]["avatar"]["kind"], "drawing", "nothing was taken");
}

#[tokio::test]
async fn a_polyglot_and_its_metadata_lose_everything_but_the_colours() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let page = b"<script>alert(document.domain)</script>";
    let behind = [encoded(ImageFormat::Png), page.to_vec(), b"PK\x03\x04evil.jar".to_vec()].concat();
    // A JPEG whose EXIF says "turn me by 90 degrees" and where it was taken.
    let jpeg = encoded(ImageFormat::Jpeg);
    let exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0e\x01\x02\0\x04\0\0\0GPS!\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let length = u16::try_from(exif.len() + page.len() + 2).unwrap().to_be_bytes();
    let app1 = [b"\xff\xe1".as_slice(), &length, exif, page].concat();
    let tagged = [&jpeg[..2], &app1, &jpeg[2..]].concat();
    for (what, file) in [("behind", behind), ("inside", tagged)] {
        let url = url_of(&upload(&ada, &file).await);
        let (answer, bytes) = served(&app, &url).await;
        assert_eq!(answer.headers["content-type"], "image/webp", "{what}");
        let text = String::from_utf8_lossy(&bytes);
        for word in ["script", "alert", "Exif", "EXIF", "GPS", "evil", "PK\u{3}"] {
            assert!(!text.contains(word), "{what}: {word} survived");
        }
        if what == "inside" {
            // Red was on the left; turned to the right by 90 degrees it is on top.
            let image = image::load_from_memory(&bytes).unwrap();
            let (top, bottom) = (image.get_pixel(128, 40), image.get_pixel(128, 216));
            assert!(top[0] > 150 && bottom[2] > 150, "{top:?} {bottom:?}");
        }
    }
}

/// A PNG that says it has these dimensions and kind of colour, with next to nothing in it.
fn claimed(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let mut crc = 0xffff_ffff_u32;
        for byte in kind.iter().chain(data) {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        [&u32::try_from(data.len()).unwrap().to_be_bytes(), kind.as_slice(), data, &(!crc).to_be_bytes()].concat()
    }
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    let nothing = [0x78, 0x9c, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01];
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &header), &chunk(b"IDAT", &nothing), &chunk(b"IEND", b"")].concat()
}

#[tokio::test]
async fn bombs_are_refused_before_they_are_unpacked() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let bombs = [
        claimed(60_000, 60_000, 8, 6),
        claimed(11_999, 11_999, 8, 6),
        claimed(2_147_483_647, 1, 1, 0),
        claimed(5_000, 5_000, 16, 6),
        claimed(0, 10, 8, 6),
    ];
    let begun = std::time::Instant::now();
    for (index, bomb) in bombs.iter().enumerate() {
        assert!(bomb.len() < 200);
        let answer = upload(&ada, bomb).await;
        assert_eq!(answer.status, 422, "{index}: {}", answer.text);
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    // Real pixels that pack well: 25.6 million in some kilobytes.
    let mut packed = Vec::new();
    image::codecs::png::PngEncoder::new(&mut packed).write_image(&vec![0; 16_000 * 1_600], 16_000, 1_600, ExtendedColorType::L8).unwrap();
    assert!(packed.len() < 200_000, "{}", packed.len());
    assert_eq!(upload(&ada, &packed).await.status, 422);
}

#[tokio::test]
async fn too_many_bytes_are_refused_with_and_without_a_form() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut large = encoded(ImageFormat::Png);
    large.resize(super::types::MAX_BYTES + 1, 0);
    assert_eq!(upload(&ada, &large).await.status, 413);
    assert_eq!(send(&ada, PATH, "image/png", large.clone()).await.status, 413);
    large.resize(super::types::MAX_BYTES * 3, 0);
    let answer = upload(&ada, &large).await;
    assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (413, Some("payload_too_large")), "{}", answer.text);
}

#[tokio::test]
async fn names_of_pictures_lead_nowhere_else() {
    let app = TestApp::new().await;
    for name in [
        "..%2F..%2Fsecrets.webp",
        "%2e%2e/secrets",
        "x.webp",
        &"a".repeat(69),
        &format!("{}.webp", "Z".repeat(64)),
        &format!("{}.webp", "0".repeat(64)),
    ] {
        let answer = app.anonymous().get(&format!("/avatars/{name}")).await;
        assert_eq!(answer.status, 404, "{name}: {}", answer.text);
    }
    let drawn = app.anonymous().get("/avatars/drawn/amara-okafor.svg").await;
    assert_eq!((drawn.status, drawn.headers["content-type"].to_str().unwrap()), (200, "image/svg+xml"));
    assert!(drawn.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    for seed in ["%3Cscript%3E.svg", "a%22onload.svg", ".svg", "abc", &format!("{}.svg", "a".repeat(65))] {
        assert_eq!(app.anonymous().get(&format!("/avatars/drawn/{seed}")).await.status, 404, "{seed}");
    }
}

#[tokio::test]
async fn a_replaced_picture_goes_an_hour_later_and_others_stay() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let first = url_of(&upload(&ada, &encoded(ImageFormat::Png)).await);
    let same = url_of(&upload(&bob, &encoded(ImageFormat::Png)).await);
    assert_ne!(first, same, "nobody can tell who else has the same picture");
    let second = url_of(&upload(&ada, &encoded(ImageFormat::Jpeg)).await);
    assert_eq!(bob.delete(PATH).await.status, 200);
    assert_eq!(bob.delete(PATH).await.status, 200, "another time changes nothing");
    service::clean_up(&app.state).await;
    assert_eq!(app.anonymous().get(&first).await.status, 200, "open pages still show it");
    app.clock.advance(chrono::Duration::minutes(61));
    service::clean_up(&app.state).await;
    assert_eq!(app.anonymous().get(&first).await.status, 404);
    assert_eq!(app.anonymous().get(&same).await.status, 404);
    assert_eq!(app.anonymous().get(&second).await.status, 200);
}

#[tokio::test]
async fn pictures_go_with_their_person() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let url = url_of(&upload(&guest, &encoded(ImageFormat::Png)).await);
    let gone = guest.with_body(Method::DELETE, "/api/v1/account", &json!({"confirm": "delete everything"})).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    purge(&app).await;
    assert_eq!(app.anonymous().get(&url).await.status, 404);
}

#[tokio::test]
async fn without_an_image_service_words_give_a_drawing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let order = |prompt: &'static str| ada.post("/api/v1/auth/generate-profile-avatar", json!({ "prompt": prompt }));
    let first = order("A fox").await;
    assert_eq!((first.status, first.json["data"]["job"].is_null()), (200, true), "{}", first.text);
    assert!(first.json["data"]["note"].as_str().unwrap().contains("COLLOQUY_FAL_KEY"));
    let url = first.json["data"]["avatar"]["url"].as_str().unwrap().to_owned();
    assert_eq!(app.anonymous().get(&url).await.status, 200);
    assert_eq!(order("a fox ").await.json["data"]["avatar"]["url"], url.as_str(), "same words, same drawing");
    assert_ne!(order("A heron").await.json["data"]["avatar"]["url"], url.as_str());
    for bad in [
        json!({"prompt": " "}),
        json!({"prompt": "x".repeat(501)}),
        json!({"prompt": "a\u{0}b"}),
        json!({}),
        json!({"prompt": "x", "model": "y"}),
    ] {
        assert_eq!(ada.post("/api/v1/auth/generate-profile-avatar", bad.clone()).await.status, 422, "{bad}");
    }
}

/// What the stand-in for the image service saw: path, and the key if it was shown.
type Seen = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// A stand-in for the image service; `{base}` in `responses` becomes its own address.
async fn image_service(status_url: &'static str, image_url: &'static str, file: Vec<u8>) -> (String, Seen) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let (log, own) = (seen.clone(), base.clone());
    let answer = move |request: axum::extract::Request| {
        let key = |headers: &HeaderMap| headers.get("authorization").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let path = request.uri().path().to_owned();
        log.lock().unwrap().push((path.clone(), key(request.headers())));
        let (own, file) = (own.clone(), file.clone());
        async move {
            let body: Value = match path.as_str() {
                "/made.png" => return axum::response::IntoResponse::into_response(file),
                "/fal-ai/flux/schnell" => {
                    json!({"request_id": "r1", "status_url": status_url.replace("{base}", &own), "response_url": format!("{own}/result")})
                }
                "/status" => json!({"status": "COMPLETED"}),
                _ => json!({"images": [{"url": image_url.replace("{base}", &own)}]}),
            };
            axum::response::IntoResponse::into_response(axum::Json(body))
        }
    };
    let router = axum::Router::new().fallback(answer);
    #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (base, seen)
}

async fn made(status_url: &'static str, image_url: &'static str, file: Vec<u8>) -> (TestApp, Client, Value, Vec<(String, Option<String>)>) {
    let (base, seen) = image_service(status_url, image_url, file).await;
    let app = TestApp::with(&[("COLLOQUY_FAL_KEY", "id:secret"), ("COLLOQUY_FAL_BASE_URL", &base)]).await;
    let ada = app.user("ada").await;
    let order = ada.post("/api/v1/auth/generate-profile-avatar", json!({"prompt": "A fox"})).await;
    assert_eq!(order.status, 202, "{}", order.text);
    for _ in 0..2 {
        app.run_jobs().await;
        app.clock.advance(chrono::Duration::seconds(60));
    }
    let job = ada.get(&format!("/api/v1/jobs/{}", order.json["data"]["job"]["id"].as_str().unwrap())).await.json["data"].clone();
    let seen = seen.lock().unwrap().clone();
    (app, ada, job, seen)
}

#[tokio::test]
async fn the_image_service_makes_a_picture_and_only_it_sees_the_key() {
    let (app, ada, job, seen) = made("{base}/status", "{base}/made.png", encoded(ImageFormat::Png)).await;
    assert_eq!(job["state"], "done", "{job}");
    let me = ada.get("/api/v1/auth/me").await;
    assert_eq!(me.json["data"]["avatar"]["kind"], "picture");
    let (answer, _) = served(&app, me.json["data"]["avatar"]["url"].as_str().unwrap()).await;
    assert_eq!(answer.headers["content-type"], "image/webp", "stored by us");
    for (path, key) in &seen {
        assert_eq!(key.as_deref(), (path != "/made.png").then_some("Key id:secret"), "{path}");
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

#[tokio::test]
async fn an_image_service_that_points_elsewhere_gets_nothing() {
    let cases = [
        ("http://169.254.169.254/latest/meta-data", "{base}/made.png"),
        ("http://status.example.org/", "{base}/made.png"),
        ("{base}/status", "http://169.254.169.254/picture.png"),
        ("{base}/status", "file:///etc/passwd"),
    ];
    for (status, image) in cases {
        let (_app, ada, job, seen) = made(status, image, encoded(ImageFormat::Png)).await;
        assert_eq!(job["state"], "failed", "{status} {image}: {job}");
        assert!(!seen.iter().any(|(path, _)| path == "/made.png"));
        assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["avatar"]["kind"], "drawing");
    }
}

#[tokio::test]
async fn what_the_image_service_sends_is_checked_like_an_upload() {
    for file in [b"<svg onload=alert(1)>".to_vec(), claimed(60_000, 60_000, 8, 6), vec![0; super::types::MAX_BYTES + 1]] {
        let (_app, ada, job, _) = made("{base}/status", "{base}/made.png", file).await;
        assert_eq!(job["state"], "failed", "{job}");
        assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["avatar"]["kind"], "drawing");
    }
}

#[tokio::test]
async fn the_form_of_the_page_leads_back_and_says_how_it_went() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let kind = "multipart/form-data; boundary=b0undary";
    let cases = [
        (encoded(ImageFormat::Png), "/settings?avatar=saved"),
        (b"<svg/>".to_vec(), "/settings?avatar=unsupported_media_type"),
        (Vec::new(), "/settings?avatar=validation_failed"),
    ];
    for (file, target) in cases {
        let answer = send(&ada, "/settings/avatar", kind, form(&file, "me.png", "image/png")).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (303, target));
    }
    let answer = send(&app.anonymous(), "/settings/avatar", kind, form(&encoded(ImageFormat::Png), "me.png", "image/png")).await;
    assert_eq!(answer.headers["location"], "/login?next=/settings");
    let foreign = ada.request(Method::POST, "/settings/avatar").header("content-type", kind).header("origin", "https://evil.example");
    let answer = ada.send(foreign.body(Body::from(form(&encoded(ImageFormat::Png), "me.png", "image/png"))).unwrap()).await;
    assert_eq!(answer.status, 403);
}

//! The picture in the body of a request: raw, or as a part of a form.
//! Names and types that the sender gives mean nothing; only the bytes of the part count.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;

use super::picture::too_large;
use super::types::MAX_BYTES;
use crate::core::{AppError, Code, Result};
use crate::server::multipart;

/// What a form may have around the picture.
const ENVELOPE: usize = 16 << 10;
/// Longest body with a picture in it.
pub const LONGEST_UPLOAD: usize = MAX_BYTES + ENVELOPE;
/// Name of the form's field.
const FIELD: &str = "picture";

/// Whether pictures are sent to this address, which may be longer than other bodies.
pub fn takes_pictures(path: &str) -> bool {
    path.ends_with("/avatar")
}

/// The picture that a request carries.
pub async fn picture(request: Request<Body>) -> Result<Vec<u8>> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let is_form = multipart::is_form(&kind);
    if !is_form && !kind.trim().to_ascii_lowercase().starts_with("image/") {
        return Err(AppError::new(
            Code::UnsupportedMediaType,
            "Send the picture as multipart/form-data in the field “picture”, or as the body with a Content-Type such as image/png.",
        ));
    }
    let body = axum::body::to_bytes(request.into_body(), LONGEST_UPLOAD).await.map_err(|error| failed(&error))?;
    let found = match is_form {
        true => multipart::field(&body, multipart::boundary(&kind)?, FIELD)?.map_or(&[][..], |part| part.content),
        false => &body,
    };
    match found.len() {
        0 => Err(AppError::field(FIELD, "Choose a picture first.")),
        n if n > MAX_BYTES => Err(too_large()),
        _ => Ok(found.to_vec()),
    }
}

fn failed(error: &axum::Error) -> AppError {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    if cause.contains("length limit") {
        too_large()
    } else {
        AppError::new(Code::MalformedRequest, "The picture did not arrive whole. Send it again.")
    }
}

//! The form of the page that imports a file, with and without JavaScript.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use axum::response::Redirect;
use axum::routing::post;

use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::simulations::service::exports;
use crate::features::simulations::types::{FILE_BYTES, Simulation};
use crate::server::ctx::Ctx;
use crate::server::multipart;
use crate::server::state::AppState;

/// What a form may have around the file.
const FRAME: usize = 16 << 10;
/// Bytes of a file that is too large that are still taken before the connection is closed.
pub const LONGEST_UPLOAD: usize = 64 << 20;

/// Where the form is sent.
const PATH: &str = "/simulations/import/upload";

/// Whether files are sent to this address, which may be longer than other bodies.
pub fn takes_files(path: &str) -> bool {
    path.ends_with("/simulations/import") || path == PATH || path == super::check::FORM_PATH
}

/// The sentence for a file that is too large.
pub fn too_large() -> AppError {
    AppError::new(Code::PayloadTooLarge, format!("The file is too large; at most {} MiB are possible.", FILE_BYTES >> 20))
}

pub fn root_router() -> Router<AppState> {
    Router::new().route(PATH, post(upload))
}

/// Imports the file and goes to what came of it; else back to the page, which says why not.
async fn upload(ctx: Result<Ctx, AppError>, request: Request<Body>) -> Redirect {
    let (ctx, user) = match ctx.and_then(|ctx| ctx.user_id().map(|user| (ctx, user))) {
        Ok(known) => known,
        Err(_) => return Redirect::to("/login?next=/simulations/import"),
    };
    let outcome = async {
        ctx.require(Permission::Write)?;
        exports::import_file(&ctx, file(request).await?).await
    };
    match outcome.await {
        Ok(made) => Redirect::to(&place(&made)),
        Err(error) => Redirect::to(&format!("/simulations/import?problem={}", exports::keep_problem(&ctx, &user, &error).await)),
    }
}

/// The room of the only one, or the list.
fn place(made: &[Simulation]) -> String {
    match made {
        [one] => format!("/simulations/{}", one.id),
        several => format!("/simulations/import?created={}", several.len()),
    }
}

async fn file(request: Request<Body>) -> Result<Vec<u8>> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let boundary = multipart::boundary(&kind)?.to_owned();
    let body = multipart::whole(request.into_body(), FILE_BYTES + FRAME, LONGEST_UPLOAD, too_large).await?;
    let part = multipart::field(&body, &boundary, "file")?;
    Ok(part.map(|part| part.content.to_vec()).unwrap_or_default())
}

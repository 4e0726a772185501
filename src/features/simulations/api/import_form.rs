//! The form of the page that imports a file, with and without JavaScript.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use axum::response::Redirect;
use axum::routing::post;
use futures::StreamExt as _;

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
    let body = whole(request.into_body()).await?;
    let part = multipart::field(&body, &boundary, "file")?;
    Ok(part.map(|part| part.content.to_vec()).unwrap_or_default())
}

/// The body. One that is too large is read on for a while and thrown away: a browser whose upload is cut off
/// shows an error of its own and never the answer.
async fn whole(body: Body) -> Result<Vec<u8>> {
    let mut pieces = body.into_data_stream();
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| AppError::new(Code::MalformedRequest, "The file did not arrive whole. Send it again."))?;
        seen += piece.len();
        if seen <= FILE_BYTES + FRAME {
            bytes.extend_from_slice(&piece);
        } else if seen <= LONGEST_UPLOAD {
            bytes = Vec::new();
        } else {
            break;
        }
    }
    if seen > FILE_BYTES + FRAME { Err(too_large()) } else { Ok(bytes) }
}

//! From a file of anybody to a small picture of ours: recognised by its first bytes, measured before
//! it is decoded, cut to a square, written anew. Nothing of the original survives but its colours: no
//! metadata, no comments, nothing behind the end.

use std::io::Cursor;

use image::codecs::webp::WebPEncoder;
use image::error::ImageError;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

use super::types::MAX_BYTES;
use crate::core::{AppError, Code, Result};

/// Edge of a stored picture, in pixels: twice the largest that a page shows.
pub const EDGE: u32 = 256;
/// Longest edge of an uploaded one.
const MAX_EDGE: u32 = 12_000;
/// Most pixels: what a telephone's camera makes. Four bytes each while they are in memory.
const MAX_PIXELS: u64 = 25_000_000;
/// What a decoder may take on top of the pixels.
const SLACK: u64 = 16 << 20;

/// Pictures decoded at once; each may take 200 MB for a moment.
static RUNNING: Semaphore = Semaphore::const_new(2);
/// Requests that may wait for their turn.
static WAITING: Semaphore = Semaphore::const_new(40);

/// Makes the stored form of a picture, away from the async threads.
pub async fn prepare(bytes: Vec<u8>) -> Result<Vec<u8>> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    let busy = || AppError {
        retry_after_s: Some(5),
        ..AppError::new(Code::Unavailable, "Too many pictures are being read at this moment. Try again in a few seconds.")
    };
    let _place = WAITING.try_acquire().map_err(|_| busy())?;
    let permit = RUNNING.acquire().await.map_err(|_| AppError::of(Code::Internal))?;
    let task = tokio::task::spawn_blocking(move || {
        let outcome = remake(&bytes);
        drop(permit); // held until the work is over, also when the caller has gone away
        outcome
    });
    task.await.map_err(|error| {
        tracing::error!(%error, "a picture could not be read");
        AppError::of(Code::Internal)
    })?
}

/// The sentence for a file beyond [`MAX_BYTES`].
pub fn too_large() -> AppError {
    AppError::new(Code::PayloadTooLarge, format!("The picture is larger than {} MiB. Choose a smaller one.", MAX_BYTES >> 20))
}

fn remake(bytes: &[u8]) -> Result<Vec<u8>> {
    let image = decode(bytes)?;
    let (image, orientation) = image;
    let side = image.width().min(image.height());
    let (x, y) = ((image.width() - side) / 2, (image.height() - side) / 2);
    let mut small = image.crop_imm(x, y, side, side).resize_exact(EDGE, EDGE, FilterType::CatmullRom);
    small.apply_orientation(orientation);
    let pixels = small.to_rgba8();
    let mut file = Vec::new();
    let written = WebPEncoder::new_lossless(&mut file).encode(pixels.as_raw(), EDGE, EDGE, ExtendedColorType::Rgba8);
    written.map_err(|error| {
        tracing::error!(%error, "a picture could not be written");
        AppError::of(Code::Internal)
    })?;
    Ok(file)
}

fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation)> {
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => format,
        _ => {
            return Err(AppError::new(
                Code::UnsupportedMediaType,
                "This is not a PNG, JPEG or WebP picture. Choose a file of one of these kinds.",
            ));
        }
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE);
    limits.max_image_height = Some(MAX_EDGE);
    limits.max_alloc = Some(MAX_PIXELS * 4 + SLACK);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_PIXELS * 4 {
        return Err(too_many_pixels());
    }
    if width == 0 || height == 0 {
        return Err(unreadable());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    Ok((image, orientation))
}

fn refused(error: &ImageError) -> AppError {
    match error {
        ImageError::Limits(_) => too_many_pixels(),
        _ => unreadable(),
    }
}

fn too_many_pixels() -> AppError {
    AppError::field("picture", format!("This picture has too many pixels. At most {} million are read.", MAX_PIXELS / 1_000_000))
}

fn unreadable() -> AppError {
    AppError::field("picture", "This picture is damaged and can't be read. Save it anew, or choose another one.")
}

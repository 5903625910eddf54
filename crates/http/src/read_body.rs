//! Reads an answer's body, and stops at the cap: what a server sends is not what it may make us hold.

use bytes::Bytes;
use pollhook_core::{HttpError, HttpErrorKind};
use reqwest::Response;

use crate::error::in_body;

/// The whole body, decompressed. A declared length above the cap is refused before the first byte is read.
pub(crate) async fn read_body(response: &mut Response, cap: usize) -> Result<Bytes, HttpError> {
    let declared = response.content_length().map(usize::try_from);
    if declared.is_some_and(|length| length.map_or(true, |length| length > cap)) {
        return Err(too_large(cap as u64));
    }
    // Most answers are one chunk, and one chunk needs no copy.
    let Some(first) = next(response, 0, cap).await? else { return Ok(Bytes::new()) };
    let Some(second) = next(response, first.len(), cap).await? else { return Ok(first) };
    let mut whole = [first, second].concat();
    while let Some(chunk) = next(response, whole.len(), cap).await? {
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.into())
}

async fn next(response: &mut Response, so_far: usize, cap: usize) -> Result<Option<Bytes>, HttpError> {
    match response.chunk().await.map_err(|error| in_body(&error))? {
        Some(chunk) if chunk.len() > cap - so_far => Err(too_large(cap as u64)),
        chunk => Ok(chunk),
    }
}

pub(crate) fn too_large(cap: u64) -> HttpError {
    HttpError::new(HttpErrorKind::TooLarge, format!("the answer is longer than {cap} bytes"))
}

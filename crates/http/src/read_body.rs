//! Reads an answer's body, and stops at the cap: what a server sends is not what it may make us hold.

use bytes::Bytes;
use pollhook_core::{HttpError, HttpErrorKind};
use reqwest::Response;

use crate::error::in_body;

/// The whole body, decompressed. A declared length above the cap is refused before the first byte is read.
pub(crate) async fn read_body(response: &mut Response, cap: usize) -> Result<Bytes, HttpError> {
    let declared = response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if declared > cap {
        return Err(too_large(cap as u64));
    }
    // Most answers are one chunk, and one chunk needs no copy.
    let Some(first) = next(response, 0, cap).await? else { return Ok(Bytes::new()) };
    let Some(second) = next(response, first.len(), cap).await? else { return Ok(first) };
    let arrived = first.len() + second.len();
    // A page comes in a few chunks. What is only declared gets no memory: no more than four times of what arrived.
    let mut whole = Vec::with_capacity(declared.min(4 * arrived).max(arrived));
    whole.extend_from_slice(&first);
    whole.extend_from_slice(&second);
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

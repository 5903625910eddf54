//! An answer's body as it comes in, for what is too large to be held.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use pollhook_core::{Download, HttpError, HttpErrorKind, Pieces};
use reqwest::Response;
use tokio::time::timeout;

use crate::error::in_body;
use crate::read_body::too_large;

/// The body of `response`, of `cap` bytes at most, which may stand still for so long. A declared length above the cap is
/// refused before the first byte is read.
pub(crate) fn download(response: Response, cap: u64, still: Duration) -> Result<Download, HttpError> {
    let size = response.content_length();
    if size.is_some_and(|size| size > cap) {
        return Err(too_large(cap));
    }
    Ok(Download::new(Body { response, cap, left: cap, still }, size))
}

struct Body {
    response: Response,
    cap: u64,
    left: u64,
    still: Duration,
}

#[async_trait]
impl Pieces for Body {
    async fn next(&mut self) -> Result<Option<Bytes>, HttpError> {
        let still = self.still;
        let piece = timeout(still, self.response.chunk()).await;
        let piece = piece.map_err(|_| stands_still(still))?.map_err(|error| in_body(&error))?;
        let length = piece.as_ref().map_or(0, Bytes::len) as u64;
        self.left = self.left.checked_sub(length).ok_or_else(|| too_large(self.cap))?;
        Ok(piece)
    }
}

fn stands_still(still: Duration) -> HttpError {
    HttpError::new(HttpErrorKind::Timeout, format!("the file began, but nothing more of it came for {still:?}"))
}

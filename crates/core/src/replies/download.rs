//! A file that somebody sent, as it comes in.

use std::fmt;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

use crate::HttpError;

/// A file that is being fetched, piece by piece: it is never held as a whole, and ends with an error at its cap.
#[must_use = "nothing is fetched until it is read"]
pub struct Download {
    pieces: Box<dyn Pieces>,
    size: Option<u64>,
}

/// Where the pieces of a [`Download`] come from.
#[async_trait]
pub trait Pieces: Send + 'static {
    /// The next one; `None` at the end.
    ///
    /// *Cancel safety*: no piece is lost.
    ///
    /// # Errors
    /// When the connection broke, or the cap was passed.
    async fn next(&mut self) -> Result<Option<Bytes>, HttpError>;
}

impl Download {
    /// A file of these pieces, and its size if that was told.
    pub fn new(pieces: impl Pieces, size: Option<u64>) -> Self {
        Self { pieces: Box::new(pieces), size }
    }

    /// A file that is at hand already.
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let size = bytes.len() as u64;
        Self::new(Whole(Some(bytes)), Some(size))
    }

    /// Its size in bytes, if that was told. What comes may be less or more.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The next piece; `None` at its end.
    ///
    /// *Cancel safety*: no piece is lost.
    ///
    /// # Errors
    /// When the connection broke, or the cap was passed.
    pub async fn next(&mut self) -> Result<Option<Bytes>, HttpError> {
        self.pieces.next().await
    }

    /// All of it, within the cap that it was asked for with.
    ///
    /// # Errors
    /// When the connection broke, or the cap was passed.
    pub async fn bytes(mut self) -> Result<Bytes, HttpError> {
        let Some(first) = self.next().await? else { return Ok(Bytes::new()) };
        let Some(second) = self.next().await? else { return Ok(first) };
        let mut whole = BytesMut::from(first);
        whole.extend_from_slice(&second);
        while let Some(piece) = self.next().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("size", &self.size).finish_non_exhaustive()
    }
}

/// All of it in one piece.
struct Whole(Option<Bytes>);

#[async_trait]
impl Pieces for Whole {
    async fn next(&mut self) -> Result<Option<Bytes>, HttpError> {
        Ok(self.0.take())
    }
}

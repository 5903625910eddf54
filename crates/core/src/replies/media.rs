//! Pictures and files to send, wherever they come from.

use std::fmt;
use std::path::PathBuf;

use bytes::Bytes;
use compact_str::CompactString;

use crate::Attachment;

/// A picture or a file to send.
///
/// Nothing is read here: a path is read when it is sent, and a URL is read by the platform itself.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum Media {
    /// A file on this machine, uploaded under its own name.
    Path(PathBuf),
    /// Bytes at hand, uploaded.
    Bytes {
        /// The name of the file, whose ending says what it is: `menu.jpg`.
        name: String,
        /// What is in it.
        bytes: Bytes,
    },
    /// An address that the platform fetches it from.
    Url(String),
    /// What the platform has already, by the handle that it gave ([`Attachment::handle`], [`Sent::media`]).
    ///
    /// [`Sent::media`]: crate::Sent::media
    Handle(CompactString),
}

impl Media {
    /// A file on this machine.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::Path(path.into())
    }

    /// Bytes at hand, under the name of a file whose ending says what they are.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::Bytes { name: name.into(), bytes: bytes.into() }
    }

    /// What an address leads to. The platform fetches it, so the address must be public.
    pub fn url(url: impl Into<String>) -> Self {
        Self::Url(url.into())
    }

    /// What the platform has already.
    pub fn handle(handle: impl Into<CompactString>) -> Self {
        Self::Handle(handle.into())
    }
}

/// What somebody sent can be sent on.
impl From<&Attachment> for Media {
    fn from(attachment: &Attachment) -> Self {
        Self::Handle(attachment.handle.clone())
    }
}

impl fmt::Debug for Media {
    /// Of bytes only how many there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "Path({path:?})"),
            Self::Bytes { name, bytes } => write!(f, "Bytes({name:?}, {})", bytes.len()),
            Self::Url(url) => write!(f, "Url({url:?})"),
            Self::Handle(handle) => write!(f, "Handle({handle:?})"),
        }
    }
}

/// A medium and how it is shown.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Enclosure {
    /// As a picture, which the platform may shrink.
    Photo(Media),
    /// As a file, byte for byte.
    Document(Media),
}

impl Enclosure {
    /// The medium.
    #[must_use]
    pub fn media(&self) -> &Media {
        match self {
            Self::Photo(media) | Self::Document(media) => media,
        }
    }

    /// The same, shown in the same way, from somewhere else.
    #[must_use]
    pub fn with(&self, media: Media) -> Self {
        match self {
            Self::Photo(_) => Self::Photo(media),
            Self::Document(_) => Self::Document(media),
        }
    }
}

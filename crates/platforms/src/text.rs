//! A text of a payload, borrowed where the payload holds it as it is.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

/// Borrowed unless it was written with escapes, as many platforms write everything that is not ASCII.
///
/// A type of its own because `Option<Cow<str>>` always allocates: serde borrows only through a struct.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    pub(crate) fn into_string(self) -> String {
        self.0.into_owned()
    }
}

impl Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

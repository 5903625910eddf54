//! What was said.

use pollhook_core::{Context, ExtractError, FromContext};

/// The text of a message, or the caption of what was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Text(pub String);

impl<S> FromContext<S> for Text {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let text = cx.message().and_then(|message| message.text.clone());
        text.map(Self)
            .ok_or_else(|| ExtractError::new("this event has no text: `.with_text()` filters for those that do"))
    }
}

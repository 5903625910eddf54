//! What can be said, as plain data: a platform's protocol makes calls of it, and a test looks at it.

use compact_str::CompactString;

use super::Unsupported;
use super::media::{Enclosure, Media};
use super::split::{self, units};

/// A message to send, or what a message is changed into.
///
/// ```
/// use pollhook_core::{Button, Media, Out};
///
/// let menu = Out::text("What would you like?")
///     .photo(Media::path("menu.jpg"))
///     .buttons([[Button::press("Pizza", "buy:pizza"), Button::press("Soup", "buy:soup")]])
///     .row([Button::url("Where we are", "https://example.org/map")]);
/// assert_eq!(menu.text, "What would you like?");
/// assert_eq!(menu.buttons.len(), 2);
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
#[must_use = "an `Out` does nothing until it is sent"]
pub struct Out {
    /// Its text; of a medium the caption. Empty when there is none.
    pub text: String,
    /// What is sent along.
    pub media: Option<Enclosure>,
    /// Its buttons, row by row.
    pub buttons: Vec<Vec<Button>>,
    /// A text that is too long for one message is sent in several.
    pub split: bool,
}

impl Out {
    /// An empty message, to begin with what has no text.
    pub fn new() -> Self {
        Self::default()
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// With a picture; the text is its caption.
    pub fn photo(self, media: impl Into<Media>) -> Self {
        Self { media: Some(Enclosure::Photo(media.into())), ..self }
    }

    /// With a file; the text is its caption.
    pub fn document(self, media: impl Into<Media>) -> Self {
        Self { media: Some(Enclosure::Document(media.into())), ..self }
    }

    /// With these buttons, row by row.
    pub fn buttons<R: IntoIterator<Item = Button>>(mut self, rows: impl IntoIterator<Item = R>) -> Self {
        self.buttons = rows.into_iter().map(|row| row.into_iter().collect()).collect();
        self
    }

    /// With one more row of buttons.
    pub fn row(mut self, row: impl IntoIterator<Item = Button>) -> Self {
        self.buttons.push(row.into_iter().collect());
        self
    }

    /// In several messages, parted between words, where the text is too long for one. Without this, such a text is refused
    /// before anything is sent.
    pub fn split(self) -> Self {
        Self { split: true, ..self }
    }

    /// Whether there is nothing in it that anybody could see.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.media.is_none() && self.buttons.iter().all(Vec::is_empty)
    }

    /// Its text in parts that fit into messages of `longest` characters: one, unless it may be split. `what` says in an
    /// error what this limit is of: "a text on Telegram".
    ///
    /// # Errors
    /// When it is longer, and may not be split.
    pub fn parts(&self, longest: usize, what: &str) -> Result<Vec<&str>, Unsupported> {
        self.parts_behind(longest, longest, what)
    }

    /// The same where the first part has a limit of its own, as a caption has.
    ///
    /// # Errors
    /// When it is longer than the first part may be, and may not be split.
    pub fn parts_behind(&self, first: usize, longest: usize, what: &str) -> Result<Vec<&str>, Unsupported> {
        let length = self.text.chars().count();
        if self.split && units(&self.text) > first {
            return Ok(split::parts(&self.text, first, longest));
        }
        if length <= first {
            return Ok(vec![&self.text]);
        }
        Err(Unsupported(format!(
            "{what} has {first} characters at most, and this one has {length}: `.split()` sends it in several"
        )))
    }

    /// Its text, for a platform that knows nothing else.
    ///
    /// # Errors
    /// When there is more in it.
    pub fn only_text(&self, platform: &str) -> Result<&str, Unsupported> {
        let more = match (&self.media, self.buttons.is_empty()) {
            (Some(Enclosure::Photo(_)), _) => "photos",
            (Some(_), _) => "documents",
            (None, false) => "buttons",
            (None, true) if self.text.trim().is_empty() => "empty texts",
            (None, true) => return Ok(&self.text),
        };
        Err(Unsupported::by(platform, format_args!("send {more}")))
    }
}

impl From<&str> for Out {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Out {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// A button below a message.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Button {
    /// What is written on it.
    pub label: String,
    /// What happens when it is pressed.
    pub then: Then,
}

/// What happens when a button is pressed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Then {
    /// The bot is told, with these data.
    Press(CompactString),
    /// An address is opened.
    Open(String),
}

impl Button {
    /// One that tells the bot: a press with `data`, for which a route can be registered.
    pub fn press(label: impl Into<String>, data: impl Into<CompactString>) -> Self {
        Self { label: label.into(), then: Then::Press(data.into()) }
    }

    /// One that opens an address.
    pub fn url(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), then: Then::Open(url.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_parted_only_on_request() {
        let out = Out::text("one two three");
        assert_eq!(out.parts(13, "a text here").unwrap(), ["one two three"]);
        let refused = out.parts(9, "a text here").unwrap_err().to_string();
        let expected = "a text here has 9 characters at most, and this one has 13: `.split()` sends it in several";
        assert_eq!(refused, expected);
        assert_eq!(out.split().parts(9, "a text here").unwrap(), ["one two", "three"]);
    }

    #[test]
    fn what_is_more_than_a_text_is_named() {
        let text = || Out::text("hi");
        assert_eq!(text().only_text("Parlour"), Ok("hi"));
        let rows = [
            (text().photo(Media::path("a.jpg")), "photos"),
            (text().document(Media::path("a.pdf")), "documents"),
            (text().row([Button::press("Yes", "yes")]), "buttons"),
            (Out::new(), "empty texts"),
        ];
        for (out, more) in rows {
            assert_eq!(out.only_text("Parlour").unwrap_err().to_string(), format!("Parlour cannot send {more}"));
        }
    }
}

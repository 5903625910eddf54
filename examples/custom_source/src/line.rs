//! A line of the feed, `7 order Anna two pizzas`: as an event, and as what a handler is given.

use pollhook::core::{Context, Draft, ExtractError, FromContext};

/// What a line says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Line {
    pub(crate) number: u64,
    pub(crate) kind: String,
    pub(crate) who: String,
    pub(crate) what: String,
}

impl Line {
    /// Reads a line; `None` when it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = text.splitn(4, ' ');
        let (number, kind, who) = (words.next()?.parse().ok()?, words.next()?.to_owned(), words.next()?.to_owned());
        Some(Self { number, kind, who, what: words.next().unwrap_or_default().to_owned() })
    }

    /// As an event. Its number is its id: when the feed repeats itself, the bot knows. Who acts is its key: what one
    /// person does is handled in order.
    pub(crate) fn draft(text: &str) -> Draft {
        match Self::parse(text) {
            Some(line) => Draft::new(line.number.to_string(), line.kind, text.to_owned()).key(line.who),
            // Whatever was sent is an event: this one ends as a dead letter, and is not lost unseen.
            None => Draft::undecodable(text, "no line of a feed", text.to_owned()),
        }
    }
}

/// So that a handler can ask for a `Line`.
impl<S> FromContext<S> for Line {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let text = std::str::from_utf8(cx.event().payload()).unwrap_or_default();
        Self::parse(text).ok_or_else(|| ExtractError::new("this event is no line of a feed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_event_and_what_is_none_is_kept_as_it_came() {
        let draft = Line::draft("7 order Anna two pizzas");
        assert_eq!((draft.id.to_string(), draft.kind.to_string()), ("7".to_owned(), "order".to_owned()));
        assert_eq!(draft.key.map(|key| key.to_string()).as_deref(), Some("Anna"));
        let draft = Line::draft("no number");
        assert!(draft.undecodable.is_some() && draft.payload == "no number");
    }
}

//! A review is no message: it has no chat in which anything could be answered.

use pollhook_core::{Event, Message, View, What};

#[derive(Debug)]
pub(super) struct Unspoken;

impl View for Unspoken {
    fn message(&self, _event: &Event) -> Option<Message> {
        None
    }

    fn kinds(&self, _what: What) -> &'static [&'static str] {
        &[]
    }
}

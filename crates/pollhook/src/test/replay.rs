//! A recording, told once more.

use std::path::Path;

use pollhook_core::{Bytes, Event};

use super::net::Net;

impl Net {
    /// Tells the bot all that a file holds, one after the other, each when the one before it was handled; gives how many
    /// there were. A line is an event as dead letters and recordings keep it, or a document of the platform's own.
    ///
    /// # Panics
    /// When the file cannot be read, or a line of it.
    pub async fn replay(&self, file: impl AsRef<Path>) -> usize {
        let file = file.as_ref();
        let text =
            std::fs::read_to_string(file).unwrap_or_else(|error| self.fail(&format!("{}: {error}", file.display())));
        let mut told = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (kind, payload) = read(line);
            self.tell_raw(&kind, &payload).await;
            told += 1;
        }
        told
    }
}

/// The kind and the payload of a stored event; or an unnamed kind and the line itself.
fn read(line: &str) -> (String, Bytes) {
    let stored = serde_json::from_str::<Stored>(line).ok().map(Stored::event);
    match stored {
        Some(event) => (event.kind().to_string(), event.payload().clone()),
        None => (String::new(), Bytes::copy_from_slice(line.as_bytes())),
    }
}

/// A recording keeps the event, a letter keeps it beside why it was given up on.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Stored {
    Letter { event: Event },
    Event(Event),
}

impl Stored {
    fn event(self) -> Event {
        match self {
            Self::Letter { event } | Self::Event(event) => event,
        }
    }
}

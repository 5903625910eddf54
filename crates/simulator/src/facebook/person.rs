//! Somebody who writes to pages.

use std::time::Duration;

use serde_json::{Value, json};

use super::page::Page;

/// Somebody by this name. Each page knows them by an id of its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Person {
    name: String,
}

/// Something that a person did.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Spoken {
    /// When, counted from the start of the network.
    pub at: Duration,
    /// Its `mid`.
    pub mid: String,
}

impl Person {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned() }
    }

    /// The id by which a page knows this person.
    pub fn id_on(&self, page: &Page) -> String {
        let seed = page.app.graph.stage.seed(&format!("{} on {}", self.name, page.id));
        format!("{}", 1_000_000_000_000_000 + seed % 9_000_000_000_000_000)
    }

    /// Writes to a page.
    pub fn says(&self, page: &Page, text: &str) -> Spoken {
        self.does(page, "message", json!({"text": text}))
    }

    /// Presses the newest button or quick reply with this title or payload. `None`: there is no such button.
    pub fn presses(&self, page: &Page, button: &str) -> Option<Spoken> {
        let who = self.id_on(page);
        let found = page.app.site.read(|desk, _| desk.pages.get(&page.id)?.button(&who, button));
        let (title, payload, quick) = found?;
        Some(match quick {
            true => self.does(page, "message", json!({"text": title, "quick_reply": {"payload": payload}})),
            false => self.does(page, "postback", json!({"title": title, "payload": payload})),
        })
    }

    /// Reads everything up to now.
    pub fn reads(&self, page: &Page) {
        let who = self.id_on(page);
        page.app.site.change(|desk, now| {
            let value = json!({"watermark": desk.millis(now)});
            desk.spoken(&page.id, &who, "read", &value, now)
        });
    }

    /// Cannot be written to from now on, or can again.
    pub fn set_away(&self, page: &Page, away: bool) {
        let who = self.id_on(page);
        page.app.site.change(|desk, _| {
            if let Some(page) = desk.pages.get_mut(&page.id) {
                page.set_away(&who, away);
            }
        });
    }

    fn does(&self, page: &Page, name: &str, mut value: Value) -> Spoken {
        let who = self.id_on(page);
        page.app.site.change(|desk, now| {
            let mid = desk.new_id("m_");
            value["mid"] = json!(mid);
            desk.spoken(&page.id, &who, name, &value, now);
            Spoken { at: now, mid }
        })
    }
}

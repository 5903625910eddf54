//! A platform whose client holds the cursor, and which counts only whole pages.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Answer, Ask, Auth, Call, Consumes, Cursor, Failure, Heard, Item, Now, Order, Page, Platform, PollProtocol, Rules,
    Setup, SetupError, View,
};

use super::{Word, Words};

/// `GET {api}/words?after={cursor}&wait={seconds}` answers `{"next": "…", "words": […], "full": bool}`.
///
/// Asked without a cursor it begins with the oldest word. The credential travels as a bearer token.
#[derive(Debug)]
pub struct Paged {
    rules: Rules,
}

impl Default for Paged {
    fn default() -> Self {
        let mut rules = Rules::new();
        rules.consumes = Consumes::ByClient;
        rules.order = Order::Linear;
        rules.poll_hold = Duration::from_secs(5);
        Self { rules }
    }
}

impl Platform for Paged {
    fn name(&self) -> &'static str {
        "paged"
    }

    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["word"]
    }

    fn default_api(&self) -> &'static str {
        "http://127.0.0.1:9"
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        Some(Ok(Box::new(PagedPoll { api: setup.api.clone() })))
    }

    fn view(&self, _setup: &Setup) -> Arc<dyn View> {
        Arc::new(Words)
    }
}

#[derive(Debug)]
struct PagedPoll {
    api: String,
}

#[derive(serde::Deserialize)]
struct Told {
    next: String,
    words: Vec<Word>,
    full: bool,
}

impl PollProtocol for PagedPoll {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, _now: Now) -> Call {
        let wait = if let Ask::Hold(hold) = how { hold } else { Duration::ZERO };
        let after = from.map(|cursor| format!("after={cursor}&")).unwrap_or_default();
        Call::get(format!("{}/words?{after}wait={}", self.api, wait.as_secs_f64()), Auth::Bearer)
            .deadline(wait + Duration::from_secs(5))
    }

    fn hear(&mut self, answer: &Answer, _now: Now) -> Heard {
        match answer.status.as_u16() {
            200 => {}
            401 => return Heard::Failed(Failure::Unauthorised("the token is refused".into())),
            _ => {
                let why = format!("it answered {}", answer.status);
                return Heard::Failed(Failure::Retry { after: answer.retry_after(), why });
            }
        }
        let page: Told = match serde_json::from_slice(&answer.body) {
            Ok(page) => page,
            Err(error) => return Heard::Failed(Failure::Retry { after: None, why: error.to_string() }),
        };
        let item = |word: Word| Item { draft: word.draft(), after: None };
        let mut heard = Page::new(page.words.into_iter().map(item).collect(), Cursor::new(page.next).ok());
        heard.full = page.full;
        Heard::Page(heard)
    }
}

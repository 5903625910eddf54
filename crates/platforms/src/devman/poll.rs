//! The long poll: the timestamp is the cursor, and the client holds it.

use std::time::Duration;

use http::header::AUTHORIZATION;
use pollhook_core::{Answer, Ask, Auth, Call, Cursor, Heard, Item, Now, Page, PollProtocol, Setup};

use super::answer::{self, Told};
use super::review::Review;
use super::stamp::Stamp;

/// What an exchange may take beyond the hold.
const SLACK: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Poll {
    url: String,
    hold: Duration,
}

impl Poll {
    pub(super) fn new(setup: &Setup, hold: Duration) -> Self {
        Self { url: format!("{}/api/long_polling/", setup.api), hold }
    }

    fn url(&self, from: Option<&Cursor>) -> String {
        // A cursor that is no timestamp is none of ours; then from where the server likes, as at the very first time.
        let Some(stamp) = from.and_then(|cursor| Stamp::new(cursor.as_str())) else { return self.url.clone() };
        // Digits, unless the server once writes an exponent with its sign.
        let stamp: String = form_urlencoded::byte_serialize(stamp.as_str().as_bytes()).collect();
        format!("{}?timestamp={stamp}", self.url)
    }
}

impl PollProtocol for Poll {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, _now: Now) -> Call {
        let hold = match how {
            Ask::Hold(hold) => hold.min(self.hold),
            // It is held all the same.
            Ask::Look => self.hold,
        };
        let auth = Auth::Header { name: AUTHORIZATION, prefix: "Token " };
        Call::get(self.url(from), auth).deadline(hold + SLACK)
    }

    fn hear(&mut self, answer: &Answer, _now: Now) -> Heard {
        match answer::read(answer) {
            Ok(Told::Found(attempts, upto)) => {
                // They are told with the newest first: so are those that a float cannot tell apart.
                let mut reviews: Vec<_> = attempts.into_iter().rev().map(Review::new).collect();
                reviews.sort_by(|one, other| one.seconds().total_cmp(&other.seconds()));
                let items = reviews.iter().map(|review| Item { draft: review.draft(), after: None });
                Heard::Page(Page::new(items.collect(), upto.cursor()))
            }
            Ok(Told::Nothing(upto)) => Heard::Page(Page::new(Vec::new(), upto.cursor())),
            Err(failure) => Heard::Failed(failure),
        }
    }

    /// It answers by itself only when its own time is over.
    fn silence_is_an_answer(&self, how: Ask) -> bool {
        match how {
            Ask::Hold(hold) => hold < self.hold,
            Ask::Look => true,
        }
    }
}

//! The suites that anyone's source runs, on every way in which this crate makes one.

use std::sync::Arc;

use pollhook_core::{Consumes, Cursor, Draft, Item, Page};
use pollhook_polling::{Polling, PollingSettings};
use pollhook_testkit::source::{Subject, conforms};

use crate::rig::{Shelf, feed, key, ms, polling};

#[tokio::test(start_paused = true)]
async fn a_poller_whose_next_fetch_consumes() {
    for settings in [PollingSettings::long(), PollingSettings::short(ms(250))] {
        let make = || {
            // No page holds fewer than all five: more could not come before the first have settled.
            let feed = feed(Consumes::OnNextFetch, 5, 5);
            Subject::new(polling(&feed).settings(settings).build().unwrap(), move || feed.confirmed())
        };
        conforms(5, make).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_poller_whose_client_holds_the_cursor() {
    for limit in [1, 2, 5, 100] {
        let make = || {
            let (feed, shelf) = (feed(Consumes::ByClient, limit, 5), Shelf::default());
            let polling = polling(&feed).store(Arc::new(shelf.clone()), key());
            Subject::new(polling.build().unwrap(), move || shelf.saved())
        };
        conforms(5, make).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_poller_from_a_closure() {
    let make = || {
        let shelf = Shelf::default();
        let numbers = |from: Option<Cursor>| async move {
            let n: u64 = from.map_or(Ok(0), |cursor| cursor.as_str().parse())?;
            if n >= 5 {
                return Ok(Page::default());
            }
            let item = Item { draft: Draft::new(n.to_string(), "number", n.to_string()), after: None };
            Ok(Page::new(vec![item], Some(Cursor::from(n + 1))))
        };
        let polling = Polling::from_fn("numbers", numbers)
            .settings(PollingSettings::short(ms(100)))
            .store(Arc::new(shelf.clone()), key());
        Subject::new(polling.build().unwrap(), move || shelf.saved())
    };
    conforms(5, make).await;
}

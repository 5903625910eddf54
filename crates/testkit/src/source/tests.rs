use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use pollhook_core::{Cursor, Draft, Kept, Ledger, Offer, Origin, Settle, SourceContext, Via, async_trait};

use super::*;

/// What is wrong with a source.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Nothing,
    ConfirmsOnFetch,
    DoesNotWait,
    WaitsForEver,
    ForgetsWhatIsHandedBack,
    RemembersItsRun,
    HidesTheClosedSink,
}

/// Emits the numbers below `upto`, all at once, and confirms the settled prefix.
struct Numbers {
    upto: usize,
    confirmed: Arc<AtomicUsize>,
    wrong: Wrong,
    runs: usize,
}

#[async_trait]
impl EventSource for Numbers {
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        self.runs += 1;
        let ledger = Arc::new(Ledger::default());
        let skipped = if self.wrong == Wrong::RemembersItsRun && self.runs > 1 { self.upto } else { 0 };
        loop {
            let from = self.confirmed.load(SeqCst).max(skipped);
            let emitting = self.emit(&cx, &ledger, from);
            match cx.shutdown.unless(emitting).await {
                Some(Err(SourceError::Closed)) if self.wrong == Wrong::HidesTheClosedSink => return Ok(()),
                Some(ended) => ended?,
                None => {}
            }
            let again = self.follow(&cx, &ledger).await;
            if !again {
                return Ok(());
            }
            ledger.window().rewind();
        }
    }
}

impl Numbers {
    async fn emit(&self, cx: &SourceContext, ledger: &Arc<Ledger>, from: usize) -> Result<(), SourceError> {
        let origin = Origin::new(cx.bot.clone(), "numbers", Via::Source);
        for n in from..self.upto {
            let slot = cx.sink.reserve().await?;
            let after = Cursor::from(n as u64 + 1);
            let at = ledger.window().open([(n.to_string().as_str().into(), Some(after))], None, 0);
            let event = Draft::new(n.to_string(), "number", "").stamp(&origin, cx.clock.now().wall);
            let offer = Offer { kept: Kept::Upstream, ..event.into() };
            slot.emit_to(offer, Arc::clone(ledger) as Arc<dyn Settle>, at);
            if self.wrong == Wrong::ConfirmsOnFetch {
                self.confirmed.store(n + 1, SeqCst);
            }
        }
        Ok(())
    }

    /// Confirms until it is told to stop; says whether something was handed back before that.
    async fn follow(&self, cx: &SourceContext, ledger: &Ledger) -> bool {
        loop {
            let commit = ledger.window().take_commit();
            if let Some(cursor) = commit {
                self.confirmed.store(cursor.as_str().parse().unwrap(), SeqCst);
            }
            let unsettled = ledger.window().unsettled();
            let back = ledger.window().handed_back().is_some();
            let order = cx.shutdown.order();
            match order {
                None if back && unsettled == 0 && self.wrong != Wrong::ForgetsWhatIsHandedBack => return true,
                None => drop(cx.shutdown.unless(ledger.changed()).await),
                Some(_) if self.wrong == Wrong::DoesNotWait => return false,
                Some(_) if self.wrong == Wrong::WaitsForEver => std::future::pending().await,
                Some(_) if unsettled == 0 => return false,
                Some(order) => {
                    let left = order.deadline.saturating_duration_since(cx.clock.now().at);
                    if timeout(left, ledger.changed()).await.is_err() {
                        return false;
                    }
                }
            }
        }
    }
}

async fn check(wrong: Wrong) {
    let make = move || {
        let confirmed = Arc::new(AtomicUsize::new(0));
        let source = Numbers { upto: 4, confirmed: Arc::clone(&confirmed), wrong, runs: 0 };
        Subject::new(source, move || confirmed.load(SeqCst))
    };
    conforms(4, make).await;
}

#[tokio::test(start_paused = true)]
async fn a_right_source_conforms() {
    check(Wrong::Nothing).await;
}

#[tokio::test(start_paused = true)]
async fn wrong_sources_are_caught() {
    let table = [
        (Wrong::ConfirmsOnFetch, "nothing has settled"),
        (Wrong::DoesNotWait, "before the deadline"),
        (Wrong::WaitsForEver, "at once when it is told"),
        (Wrong::ForgetsWhatIsHandedBack, "did not come again"),
        (Wrong::RemembersItsRun, "run again"),
        (Wrong::HidesTheClosedSink, "a closed sink is said"),
    ];
    for (wrong, said) in table {
        let panic = tokio::spawn(check(wrong)).await.expect_err("it must be caught").into_panic();
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap();
        assert!(text.contains(said), "{wrong:?}: {text}");
    }
}

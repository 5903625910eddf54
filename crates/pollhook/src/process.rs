//! All bots of a process: each with its own supervisor, one listener for those that are called, one order to stop.
//!
//! A bot that fails does not stop the others. The process goes on as long as one of them does.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{BotId, Clock};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::listener::Listener;
use crate::supervisor::{Driver, Ended, Order, Orders};
use crate::{Error, Result};

/// What runs together.
pub(crate) struct Process {
    pub(crate) bots: Vec<(BotId, Driver)>,
    pub(crate) listener: Listener,
    /// The whole time from the order to stop to the end.
    pub(crate) drain: Duration,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Process {
    /// Runs all bots to their end.
    ///
    /// *Cancel safety*: dropping the future is a crash of every bot: nothing unsettled is confirmed.
    pub(crate) async fn run(self, mut orders: Orders) -> Result<()> {
        let names: Vec<_> = self.bots.iter().map(|(name, _)| name.clone()).collect();
        let (told, order) = watch::channel(Order::GoOn);
        let deaf = CancellationToken::new();
        let mut serving = self.listener.serve();
        let mut running = JoinSet::new();
        for (at, (_, mut driver)) in self.bots.into_iter().enumerate() {
            driver.hands.listens(deaf.clone());
            let orders = Orders::relayed(order.clone());
            running.spawn(async move { (at, driver.run(orders).await) });
        }
        let (mut ends, mut until) = (Vec::new(), None);
        loop {
            tokio::select! {
                biased;
                order = orders.next() => {
                    until.get_or_insert_with(|| self.clock.now().at + self.drain);
                    told.send_replace(order);
                }
                ended = running.join_next() => match ended {
                    Some(ended) => ends.push(ended),
                    None => break,
                },
                () = serving.gone() => deaf.cancel(),
            }
        }
        let ends = Ends::new(names, ends);
        if !ends.cut() {
            // Last, so that it can answer until then.
            serving.close(until.unwrap_or_else(|| self.clock.now().at + self.drain)).await;
        }
        ends.verdict()
    }
}

/// How each bot ended, in the order of the config.
struct Ends(Vec<(BotId, Ended)>);

impl Ends {
    fn new(names: Vec<BotId>, ends: Vec<Result<(usize, Ended), JoinError>>) -> Self {
        let mut ended: Vec<_> = names.into_iter().map(|name| (name, Ended::Failed(BROKEN.to_owned()))).collect();
        for (at, end) in ends.into_iter().flatten() {
            ended[at].1 = end;
        }
        Self(ended)
    }

    fn cut(&self) -> bool {
        self.0.iter().any(|(_, end)| matches!(end, Ended::Cut))
    }

    /// It is a failure when no bot ended as it was told to.
    fn verdict(&self) -> Result<()> {
        if self.cut() {
            let bots = self.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("{bots}: ended at once by a second signal; what was not confirmed comes again");
            return Err(Error::permanent(text));
        }
        let failed = self.0.iter().filter_map(|(name, end)| match end {
            Ended::Failed(why) => Some(format!("the bot {name} has failed: {why}")),
            _ => None,
        });
        let failed: Vec<_> = failed.collect();
        if failed.len() == self.0.len() { Err(Error::permanent(failed.join("\n"))) } else { Ok(()) }
    }
}

/// What is said of a bot whose supervisor ended without a word, which only a bug of ours can bring about.
const BROKEN: &str = "its supervisor panicked";

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(ends: Vec<Ended>) -> Result<(), String> {
        let names = (0..ends.len()).map(|at| BotId::from(format!("bot{at}"))).collect();
        let ends = ends.into_iter().enumerate().map(Ok).collect();
        Ends::new(names, ends).verdict().map_err(|error| error.to_string())
    }

    fn failed() -> Ended {
        Ended::Failed("no luck".to_owned())
    }

    #[test]
    fn it_is_a_failure_only_when_every_bot_has_failed() {
        assert_eq!(verdict(vec![Ended::Stopped]), Ok(()));
        assert_eq!(verdict(vec![failed(), Ended::Stopped]), Ok(()));
        assert_eq!(verdict(vec![failed()]), Err("the bot bot0 has failed: no luck".to_owned()));
        let both = "the bot bot0 has failed: no luck\nthe bot bot1 has failed: no luck";
        assert_eq!(verdict(vec![failed(), failed()]), Err(both.to_owned()));
    }

    #[test]
    fn an_end_at_once_is_told() {
        let told = verdict(vec![Ended::Stopped, Ended::Cut]).unwrap_err();
        assert!(told.starts_with("bot0, bot1: ended at once by a second signal"), "{told}");
    }

    #[test]
    fn a_supervisor_that_says_nothing_has_failed() {
        let told = Ends::new(vec!["a".into()], Vec::new()).verdict().unwrap_err().to_string();
        assert_eq!(told, format!("the bot a has failed: {BROKEN}"));
    }
}

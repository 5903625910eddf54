//! The end of a process, and the beginning of the next one.

use std::time::Duration;

use pollhook_core::{ShutdownOrder, ShutdownReason};

use super::book::{Ended, Entry};
use super::deliver::Delivered;
use super::letters::Letter;
use super::net::Net;
use super::telling::Telling;

/// What was left when the bots stopped.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stopped {
    /// What was told to this bot and comes again, in words.
    pub handed_back: Vec<String>,
    /// What became a dead letter while the bots stopped, of all bots.
    pub buried: Vec<Letter>,
}

impl Net {
    /// Stops the process as SIGTERM would, with the 8 seconds that a config gives it when it says nothing.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use pollhook::prelude::*;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// # async fn work() { tokio::time::sleep(Duration::from_secs(20)).await }
    /// # let net = pollhook::test(App::new().on(message(), work)).as_platform("telegram");
    /// net.user("Anna").says("work");
    /// let stopped = net.stop().await;
    /// assert_eq!(stopped.handed_back, [r#"Anna: "work""#]);
    /// # }
    /// ```
    pub async fn stop(&self) -> Stopped {
        self.stop_within(DRAIN).await
    }

    /// Stops the process, with so long for what is not done.
    pub async fn stop_within(&self, drain: Duration) -> Stopped {
        self.note("the process is told to stop");
        let letters = self.world().state().letters.len();
        let order = ShutdownOrder { reason: ShutdownReason::Stop, deadline: self.world().now().at + drain };
        let ends = self.all().iter().map(|cast| {
            let running = cast.running();
            async move {
                running.sink.close();
                running.dispatcher.drain(order).await;
            }
        });
        futures::future::join_all(ends).await;
        self.note("the process has stopped");
        let handed_back = self.handed_back().into_iter().map(|delivered| delivered.words).collect();
        Stopped { handed_back, buried: self.world().state().letters[letters..].to_vec() }
    }

    /// Starts the process once more, after it was stopped: what was handed back to this bot's platform is told again, oldest
    /// first.
    pub fn start(&self) -> Vec<Telling> {
        let back = self.handed_back();
        for cast in self.all() {
            cast.start_again();
        }
        self.note("the process has started");
        self.cast().all_told().clear();
        let tell = |Delivered { told, words, place, .. }| {
            Telling::new(self.clone(), self.cast().deliver(told, format!("again: {words}"), place))
        };
        back.into_iter().map(tell).collect()
    }

    fn handed_back(&self) -> Vec<Delivered> {
        let told = self.cast().all_told().clone();
        let state = self.world().state();
        let is_back = |delivered: &Delivered| {
            matches!(state.book.entry(delivered.entry), Some(Entry::Told { ended: Some(Ended::HandedBack), .. }))
        };
        told.into_iter().filter(is_back).collect()
    }
}

/// Of a config that says nothing.
const DRAIN: Duration = Duration::from_secs(8);

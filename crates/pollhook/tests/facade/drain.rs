//! The end, within its time, with nothing lost.

use std::sync::Arc;
use std::time::Duration;

use pollhook::prelude::*;
use pollhook::{Count, Phase};
use tokio::sync::Semaphore;

use crate::net::{Net, soon};

/// A handler that waits until the test lets it go, and says when it has begun.
#[derive(Clone)]
struct Gate {
    begun: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    fn new() -> Self {
        Self { begun: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) }
    }

    fn app(&self) -> App<Gate> {
        async fn wait(State(gate): State<Gate>) -> pollhook::Result<()> {
            gate.begun.add_permits(1);
            gate.open.acquire().await?.forget();
            Ok(())
        }
        App::with_state(self.clone()).on(message(), wait)
    }

    async fn begun(&self, handlers: u32) {
        soon(self.begun.acquire_many(handlers)).await.unwrap().forget();
    }
}

/// A bot whose five handlers, one a chat, are in the middle of their work.
async fn busy(net: &Net, mode: &str, gate: &Gate) -> crate::net::Running {
    let bot = net.run(&net.config(mode, ""), gate.app()).await.up().await;
    for n in 0..5 {
        let user = net.network.user(&format!("user {n}"));
        user.chat().add(&net.bot);
        user.says(&user.chat(), "hi");
    }
    gate.begun(5).await;
    bot
}

#[tokio::test(flavor = "multi_thread")]
async fn handlers_that_end_within_the_drain_are_confirmed() {
    for mode in ["polling", "webhook"] {
        let (net, gate) = (Net::start().await, Gate::new());
        let bot = busy(&net, mode, &gate).await;
        assert_eq!(net.bot.pending(), 5, "nothing is confirmed yet");
        let handle = bot.handle.clone();
        let stopped = tokio::spawn(bot.stop());
        while handle.phase() != Phase::Draining {
            tokio::task::yield_now().await;
        }
        gate.open.add_permits(5);
        soon(stopped).await.unwrap().unwrap();
        // Nobody listens any more, so what was not confirmed would wait for ever.
        soon(net.bot.drained()).await;
        assert_eq!(handle.stats().get(Count::Accepted), 5, "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn handlers_that_do_not_end_are_cut_off_in_time_and_their_events_come_again() {
    for mode in ["polling", "webhook"] {
        let (net, gate) = (Net::start().await, Gate::new());
        let bot = busy(&net, mode, &gate).await;
        let began = net.network.now();
        soon(bot.stop()).await.unwrap();
        let took = net.network.now() - began;
        assert!(took < Duration::from_secs(5), "{mode}: {took:?}");
        assert_eq!(net.bot.pending(), 5, "{mode}");

        gate.open.add_permits(5);
        let again = net.run(&net.config(mode, ""), gate.app()).await.up().await;
        gate.begun(5).await;
        soon(net.bot.drained()).await;
        soon(again.stop()).await.unwrap();
    }
}

//! A machine of one side at its place in the network: behind a lock, with a clock, and a tap on its wire.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::sleep_until;

use crate::Options;
use crate::clock::Clock;
use crate::server::Tasks;
use crate::tap::Tap;

/// What all sides of a network share.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) options: Arc<Options>,
    pub(crate) clock: Clock,
    pub(crate) tasks: Tasks,
}

impl Stage {
    /// Takes the simulated distance, once.
    pub(crate) async fn travel(&self) {
        if !self.options.delay.is_zero() {
            tokio::time::sleep(self.options.delay).await;
        }
    }

    /// A number that differs from name to name, and is the same in every run.
    pub(crate) fn seed(&self, name: &str) -> u64 {
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.options.seed.wrapping_add(name.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
    }
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Site<D> {
    desk: Mutex<D>,
    tap: Tap,
}

/// What is to be said to a request that may have to wait.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Look<T> {
    /// This.
    Answer(T),
    /// Nothing yet: look again at this time, or when something has changed.
    Wait(Duration),
}

impl<D> Site<D> {
    /// `name` tells its luck apart from that of others.
    pub(crate) fn new(stage: &Stage, name: &str, desk: D) -> Arc<Self> {
        Arc::new(Self { desk: Mutex::new(desk), tap: Tap::new(stage, stage.seed(name)) })
    }

    pub(crate) fn tap(&self) -> &Tap {
        &self.tap
    }

    /// Changes the desk, then lets everybody who waits for a change look again.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut D, Duration) -> T) -> T {
        let result = self.read(change);
        self.tap.changed.notify_waiters();
        result
    }

    /// Looks without making others look, or waiting for a change would never end.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&mut D, Duration) -> T) -> T {
        let now = self.tap.stage.clock.now();
        look(&mut self.desk(), now)
    }

    /// Looks, and looks again at each change, until there is something to say.
    pub(crate) async fn wait<T>(&self, mut look: impl FnMut(&mut D, Duration) -> Look<T>) -> T {
        loop {
            let mut changed = pin!(self.tap.changed.notified());
            changed.as_mut().enable();
            match self.read(&mut look) {
                Look::Answer(answer) => return answer,
                Look::Wait(at) => tokio::select! {
                    () = changed => {}
                    () = sleep_until(self.tap.stage.clock.instant(at)) => {}
                },
            }
        }
    }

    fn desk(&self) -> MutexGuard<'_, D> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! How long a connection is waited for, at the price of no timer a request.
//!
//! A head that is not complete is timed exactly, and so is an answer that is not read. Otherwise one lazy timer runs:
//! when it fires and the pulse has moved since it was set, it is set anew; so an idle connection may live a little longer
//! than it should, and a busy one never touches the timer at all.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use crate::pulse::{Beat, Phase};

/// The patience that one connection is met with.
pub(crate) struct Patience {
    head: Duration,
    idle: Duration,
    timer: Pin<Box<Sleep>>,
    /// What the timer was set for, and how long.
    set_for: Beat,
    length: Duration,
}

impl Patience {
    /// Begins with a new connection, whose first head is awaited.
    pub(crate) fn new(head: Duration, idle: Duration, beat: Beat) -> Self {
        // A timer without length would fire for ever on a busy connection.
        let (head, idle) = (head.max(SHORTEST), idle.max(SHORTEST));
        Self { head, idle, timer: Box::pin(sleep(head)), set_for: beat, length: head }
    }

    /// From now on there is no more patience than this. What was awaited for longer already is at its end.
    pub(crate) fn hurry(&mut self, most: Duration) {
        let most = most.max(SHORTEST);
        (self.head, self.idle) = (self.head.min(most), self.idle.min(most));
        if self.length > most {
            let sooner = self.timer.deadline() - self.length + most;
            self.timer.as_mut().reset(sooner);
            self.length = most;
        }
    }

    /// Ready when it is at its end, with what was awaited in vain.
    pub(crate) fn poll_end(&mut self, cx: &mut Context<'_>, beat: Beat) -> Poll<Phase> {
        if matches!(beat.phase(), Phase::Head | Phase::Unread) && beat != self.set_for {
            self.set(beat);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            if beat == self.set_for && beat.phase() != Phase::Busy {
                return Poll::Ready(beat.phase());
            }
            self.set(beat);
        }
        Poll::Pending
    }

    fn set(&mut self, beat: Beat) {
        self.length = match beat.phase() {
            Phase::Head | Phase::Unread => self.head,
            Phase::Busy | Phase::Idle => self.idle,
        };
        self.timer.set(sleep(self.length));
        self.set_for = beat;
    }
}

const SHORTEST: Duration = Duration::from_millis(1);

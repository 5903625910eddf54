//! What bots show to users, as it happens: the place to wait for a reply.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio_util::sync::CancellationToken;

/// Something that a bot showed to users: a message, an edit, an answer to a pressed button.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// When the network had it, counted from its start.
    pub at: Duration,
    /// The number of the bot: the digits of its token.
    pub bot: i64,
    /// The method, lower-cased.
    pub method: String,
    /// Where it is seen.
    pub chat: Option<i64>,
    /// The number of the message that was sent or edited.
    pub message: Option<i64>,
    /// The parameter `text`.
    pub text: Option<String>,
    /// All parameters, as they came.
    pub params: Value,
    /// Whether it rode in the answer to a push.
    pub inline: bool,
}

/// Everything that bots show from the moment of [`Network::sent`](crate::Network::sent) on, in order.
///
/// Who falls further behind than [`Options::sent_buffer`](crate::Options::sent_buffer) misses the oldest, and
/// [`missed`](Self::missed) counts them.
#[derive(Debug)]
pub struct SentStream<T = Sent> {
    receiver: broadcast::Receiver<T>,
    over: CancellationToken,
    missed: u64,
}

impl<T: Clone> SentStream<T> {
    pub(crate) fn new(receiver: broadcast::Receiver<T>, over: CancellationToken) -> Self {
        Self { receiver, over, missed: 0 }
    }

    /// The next one; `None` when the network has ended.
    ///
    /// *Cancel safety*: nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<T> {
        loop {
            match self.over.run_until_cancelled(self.receiver.recv()).await? {
                Ok(sent) => return Some(sent),
                Err(RecvError::Lagged(count)) => self.missed += count,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// The next one that is already there.
    pub fn try_next(&mut self) -> Option<T> {
        loop {
            match self.receiver.try_recv() {
                Ok(sent) => return Some(sent),
                Err(TryRecvError::Lagged(count)) => self.missed += count,
                Err(_) => return None,
            }
        }
    }

    /// How many were lost because nobody took them in time.
    pub fn missed(&self) -> u64 {
        self.missed
    }
}

//! An API that answers from a script.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use pollhook_core::{Answer, Call, Http, HttpError, HttpErrorKind, async_trait};
use tokio::sync::Notify;

/// What a [`ScriptedHttp`] does with one call.
#[derive(Debug)]
pub enum Reply {
    /// Answers at once.
    Answer(Answer),
    /// Answers after a while: a question that the server holds.
    After(Duration, Answer),
    /// Fails.
    Fail(HttpErrorKind),
    /// Never answers.
    Hang,
}

impl Reply {
    /// Answers 200 with a JSON text.
    pub fn ok(json: impl Into<bytes::Bytes>) -> Self {
        Self::status(200, json)
    }

    /// Answers a status with a text.
    ///
    /// # Panics
    /// When there is no such status.
    pub fn status(status: u16, text: impl Into<bytes::Bytes>) -> Self {
        let status = StatusCode::from_u16(status).expect("a status");
        Self::Answer(Answer::new(status, HeaderMap::new(), text))
    }

    /// The same answer, held for a while.
    #[must_use]
    pub fn held(self, hold: Duration) -> Self {
        match self {
            Self::Answer(answer) => Self::After(hold, answer),
            other => other,
        }
    }
}

/// An [`Http`] that answers call after call from a script, and hangs when the script is over. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ScriptedHttp(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    called: Notify,
}

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    calls: Vec<Call>,
}

impl ScriptedHttp {
    /// Answers these, in order.
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let http = Self::default();
        http.lock().replies.extend(replies);
        http
    }

    /// Adds an answer at the end of the script.
    pub fn push(&self, reply: Reply) {
        self.lock().replies.push_back(reply);
    }

    /// The calls so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// Waits until there were so many calls.
    pub async fn called(&self, times: usize) {
        loop {
            let next = self.0.called.notified();
            if self.lock().calls.len() >= times {
                return;
            }
            next.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Http for ScriptedHttp {
    async fn send(&self, call: Call) -> Result<Answer, HttpError> {
        let reply = {
            let mut state = self.lock();
            state.calls.push(call);
            state.replies.pop_front()
        };
        self.0.called.notify_waiters();
        match reply {
            Some(Reply::Answer(answer)) => Ok(answer),
            Some(Reply::After(hold, answer)) => {
                tokio::time::sleep(hold).await;
                Ok(answer)
            }
            Some(Reply::Fail(kind)) => Err(HttpError::new(kind, format!("scripted: {kind:?}"))),
            Some(Reply::Hang) | None => std::future::pending().await,
        }
    }
}

//! A platform in memory that is polled: what it has to tell, what it was asked, and what it was told in turn.
//!
//! It stands in for a server in tests of pollers, of either kind: one that forgets what lies below the next fetch, or
//! one whose client holds the cursor. It holds questions on tokio's clock, so a paused test costs no time.

mod wire;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use pollhook_core::{Answer, Call, Consumes, Http, HttpError, HttpErrorKind, PollProtocol, Rules, async_trait};
use tokio::sync::Notify;
use tokio::time::Instant;

use self::wire::{FeedProtocol, Question, Told};

/// A platform in memory. Cheap to clone; clones are the same platform.
#[derive(Clone, Debug)]
pub struct Feed(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    consumes: Consumes,
    /// The most events in a page.
    limit: usize,
    state: Mutex<State>,
    news: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Each with its id and its key.
    events: Vec<(String, String)>,
    confirmed: usize,
    asked: Vec<Asked>,
    faults: VecDeque<Fault>,
}

/// One question that it was asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Asked {
    /// When.
    pub at: Instant,
    /// From which event on; `None` from where the platform begins.
    pub from: Option<usize>,
    /// For how long it was to be held.
    pub hold: Duration,
}

/// How it fails to answer one question.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Answers with a status and a text.
    Status(u16, &'static str),
    /// Is cut off before it hears the question.
    Cut,
    /// Hears the question, acts on it, and is cut off.
    CutLate,
    /// Never answers.
    Hang,
}

/// The longest that it holds a question.
pub const FEED_HOLD: Duration = Duration::from_secs(10);

impl Feed {
    /// A platform that tells at most `limit` events at once.
    #[must_use]
    pub fn new(consumes: Consumes, limit: usize) -> Self {
        let (state, news) = (Mutex::default(), Notify::new());
        Self(Arc::new(Shared { consumes, limit, state, news }))
    }

    /// How it is polled.
    #[must_use]
    pub fn protocol(&self) -> Box<dyn PollProtocol> {
        Box::new(FeedProtocol { each: self.0.consumes == Consumes::OnNextFetch, limit: self.0.limit })
    }

    /// What it allows.
    #[must_use]
    pub fn rules(&self) -> Rules {
        let mut rules = Rules::new();
        rules.consumes = self.0.consumes;
        rules.poll_hold = FEED_HOLD;
        rules
    }

    /// Something happens.
    pub fn tell(&self, id: impl Into<String>, key: impl Into<String>) {
        self.lock().events.push((id.into(), key.into()));
        self.0.news.notify_waiters();
    }

    /// The next question is not answered as it should be.
    pub fn fault(&self, fault: Fault) {
        self.lock().faults.push_back(fault);
    }

    /// Every question is answered again.
    pub fn mend(&self) {
        self.lock().faults.clear();
    }

    /// The ids of all that ever happened.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.lock().events.iter().map(|(id, _)| id.clone()).collect()
    }

    /// How many events are forgotten, because the next ones were asked for.
    #[must_use]
    pub fn confirmed(&self) -> usize {
        self.lock().confirmed
    }

    /// The questions so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.lock().asked.clone()
    }

    /// Answers a question at once, without a fault.
    #[must_use]
    pub fn answer(&self, call: &Call) -> Answer {
        let question = Question::read(call);
        self.note(&question);
        self.page(&question)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A question confirms what lies below it, where that is the custom: as it arrives, answered or not.
    fn note(&self, question: &Question) {
        let mut state = self.lock();
        if self.0.consumes == Consumes::OnNextFetch
            && let Some(from) = question.from.filter(|from| *from <= state.events.len())
        {
            state.confirmed = state.confirmed.max(from);
        }
    }

    fn page(&self, question: &Question) -> Answer {
        let state = self.lock();
        // Below what is forgotten, and above what there is, it begins at the head.
        let known = question.from.filter(|from| (state.confirmed..=state.events.len()).contains(from));
        let first = known.unwrap_or(state.confirmed);
        let limit = question.limit.min(self.0.limit);
        let events = state.events[first..].iter().take(limit).cloned().collect();
        Told { first, events }.answer()
    }

    fn has_news(&self, question: &Question) -> bool {
        let state = self.lock();
        question.from.unwrap_or(state.confirmed) != state.events.len()
    }

    async fn held(&self, question: &Question) -> Answer {
        let deadline = Instant::now() + question.hold;
        loop {
            let news = self.0.news.notified();
            if self.has_news(question) {
                break;
            }
            if tokio::time::timeout_at(deadline, news).await.is_err() {
                break;
            }
        }
        self.page(question)
    }
}

#[async_trait]
impl Http for Feed {
    async fn send(&self, call: Call) -> Result<Answer, HttpError> {
        let question = Question::read(&call);
        let fault = {
            let mut state = self.lock();
            state.asked.push(Asked { at: Instant::now(), from: question.from, hold: question.hold });
            state.faults.pop_front()
        };
        if !matches!(fault, Some(Fault::Cut)) {
            self.note(&question);
        }
        match fault {
            None => Ok(self.held(&question).await),
            Some(Fault::Status(status, text)) => {
                let status = StatusCode::from_u16(status).expect("a status");
                Ok(Answer::new(status, HeaderMap::new(), text))
            }
            Some(Fault::Cut | Fault::CutLate) => Err(HttpError::new(HttpErrorKind::Cut, "the line was cut")),
            Some(Fault::Hang) => std::future::pending().await,
        }
    }
}

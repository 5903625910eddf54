//! Pages by a protocol over HTTP: call, answer, and further steps until the page is whole.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pollhook_core::{
    Answer, Ask, Call, Count, Cursor, Failure, Heard, Http, HttpError, HttpErrorKind, Page, PollProtocol,
};

use crate::fetch::{Desk, Fetch, Fetched, Trouble, counted, limit};

/// A page may take so many steps: a session to open, linked pages to follow.
const STEPS: usize = 50;

/// A protocol and the line it speaks over.
pub(crate) struct Exchange {
    protocol: Box<dyn PollProtocol>,
    http: Arc<dyn Http>,
}

impl Exchange {
    pub(crate) fn new(protocol: Box<dyn PollProtocol>, http: Arc<dyn Http>) -> Self {
        Self { protocol, http }
    }

    /// One question and what its answer means.
    async fn step(&mut self, from: Option<&Cursor>, how: Ask, desk: Desk<'_>) -> Result<(Heard, usize), Trouble> {
        let call = self.protocol.ask(from, how, desk.clock.now());
        let answer = match send(&*self.http, call, limit(how)).await {
            Err(trouble) if trouble.is_silence() && self.protocol.silence_is_an_answer(how) => {
                return Ok((Heard::Page(Page::default()), 0));
            }
            answer => answer?,
        };
        match self.protocol.hear(&answer, desk.clock.now()) {
            Heard::Failed(failure) => Err(Trouble::Failed(failure)),
            heard => Ok((heard, answer.body.len())),
        }
    }
}

#[async_trait]
impl Fetch for Exchange {
    async fn fetch(&mut self, from: Option<&Cursor>, how: Ask, desk: Desk<'_>) -> Result<Fetched, Trouble> {
        let mut came = 0;
        for _ in 0..STEPS {
            let (heard, bytes) = counted(self.step(from, how, desk).await, desk.stats)?;
            came += bytes;
            if let Heard::Page(page) = heard {
                return Ok(Fetched::new(page, came));
            }
        }
        desk.stats.add(Count::FailedPolls);
        let why = format!("after {STEPS} steps the page was still not whole");
        Err(Trouble::Failed(Failure::Retry { after: None, why }))
    }

    async fn confirm(&mut self, upto: &Cursor, desk: Desk<'_>) -> Result<(), Trouble> {
        let Some(call) = self.protocol.confirm(upto) else { return Ok(()) };
        let answer = send(&*self.http, call, limit(Ask::Look)).await?;
        // Only a refusal is of interest: what else it brings is not emitted, and comes again.
        match self.protocol.hear(&answer, desk.clock.now()) {
            Heard::Failed(failure) => Err(Trouble::Failed(failure)),
            _ => Ok(()),
        }
    }
}

/// Sends a call. The watchdog is ours: an HTTP client that forgets its own deadline must not silence a bot.
async fn send(http: &dyn Http, mut call: Call, limit: Duration) -> Result<Answer, Trouble> {
    call.deadline = call.deadline.min(limit);
    // The client's own error says more, so it gets the first word.
    let watchdog = call.deadline + Duration::from_secs(1);
    match tokio::time::timeout(watchdog, http.send(call)).await {
        Ok(answer) => answer.map_err(Trouble::Broken),
        Err(_) => {
            let why = format!("no answer within {watchdog:?}");
            Err(Trouble::Broken(HttpError::new(HttpErrorKind::Timeout, why)))
        }
    }
}

#[cfg(test)]
mod tests;

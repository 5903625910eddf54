//! What one account may ask: so much an hour, so much a minute, so much that people see.
//!
//! Pure: every method takes the time.

use std::collections::VecDeque;
use std::time::Duration;

use super::errors::Refusal;
use super::settings::Settings;
use crate::answer::Answer;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How much a request weighs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Weight {
    Read,
    Write,
    /// A write that people see.
    Content,
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) login: Option<String>,
    limit: u64,
    used: u64,
    /// When the hour is over that began with its first request.
    reset: Duration,
    points: VecDeque<(Duration, u64)>,
    contents: VecDeque<Duration>,
    settings: Settings,
}

impl Limits {
    /// No `login`: requests without a token.
    pub(crate) fn new(login: Option<&str>, settings: Settings) -> Self {
        let limit = if login.is_some() { settings.requests } else { settings.anonymous_requests };
        Self {
            login: login.map(str::to_owned),
            limit,
            used: 0,
            reset: Duration::ZERO,
            points: VecDeque::new(),
            contents: VecDeque::new(),
            settings,
        }
    }

    /// Counts a request, or says why it may not be made.
    pub(crate) fn charge(&mut self, weight: Weight, now: Duration) -> Result<(), Refusal> {
        self.roll(now);
        if self.used >= self.limit {
            let who = self.login.as_deref().unwrap_or("127.0.0.1");
            let text = format!("API rate limit exceeded for {who}.");
            return Err(Refusal::new(self.settings.over_limit, text));
        }
        let points = if weight == Weight::Read { 1 } else { 5 };
        let spent: u64 = self.points.iter().map(|(_, points)| points).sum();
        let last_minute = self.contents.iter().filter(|at| now.saturating_sub(**at) < MINUTE).count() as u64;
        let written = weight == Weight::Content
            && (last_minute >= self.settings.writes_a_minute
                || self.contents.len() as u64 >= self.settings.writes_an_hour);
        if written || spent + points > self.settings.points {
            let text = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
            return Err(Refusal::new(self.settings.over_limit, text).retry_after(60));
        }
        self.used += 1;
        self.points.push_back((now, points));
        if weight == Weight::Content {
            self.contents.push_back(now);
        }
        Ok(())
    }

    fn roll(&mut self, now: Duration) {
        if now >= self.reset {
            self.used = 0;
            self.reset = now + HOUR;
        }
        while self.points.front().is_some_and(|(at, _)| now.saturating_sub(*at) >= MINUTE) {
            self.points.pop_front();
        }
        while self.contents.front().is_some_and(|at| now.saturating_sub(*at) >= HOUR) {
            self.contents.pop_front();
        }
    }

    /// A request that was answered 304 costs nothing, if it came with a token.
    pub(crate) fn refund(&mut self) {
        if self.login.is_some() {
            self.used = self.used.saturating_sub(1);
        }
    }

    /// Nothing is left until then.
    pub(crate) fn exhaust(&mut self, until: Duration) {
        self.used = self.limit;
        self.reset = until;
    }

    pub(crate) fn used(&self) -> u64 {
        self.used
    }

    /// The headers that every answer carries; `epoch` is the time since 1970 when the network was started.
    pub(crate) fn stamp(&self, answer: Answer, epoch: Duration) -> Answer {
        let reset = (epoch + self.reset).as_secs();
        answer
            .header("x-ratelimit-limit", &self.limit.to_string())
            .header("x-ratelimit-remaining", &self.limit.saturating_sub(self.used).to_string())
            .header("x-ratelimit-used", &self.used.to_string())
            .header("x-ratelimit-reset", &reset.to_string())
            .header("x-ratelimit-resource", "core")
    }
}

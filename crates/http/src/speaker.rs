//! How a bot speaks: what a platform's protocol makes of a reply, sent, and sent again where that does no harm.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use compact_str::CompactString;
use pollhook_core::{
    Act, Answer, Call, Clock, Done, Download, Event, Fetch, Http, HttpError, HttpErrorKind, Place, Posted, Replies,
    ReplyError, ReplyFailure, ReplyProtocol, Unsupported,
};
use serde_json::Value;

use crate::pace::{Pace, TooLong, Turn};
use crate::patience::{Patience, SpeakerSettings};
use crate::uploads::{Upload, Uploads};

/// Speaks through an [`Http`] as a [`ReplyProtocol`] says.
///
/// What certainly was not carried out (no connection, the platform said *later*, 503) is tried again within
/// [`SpeakerSettings`]; what may have been (no answer, a broken connection, another 5xx without a word about when to come
/// back) only if the call says that twice does no harm. Else it is [`ReplyError::Unavailable`] with `maybe_sent`, and
/// the handler chooses. A chat that moved is written to where it is now, once, and [`Done::chat`] says where that is.
///
/// A file that was uploaded is named by its handle from then on, until it changes or the platform knows it no more.
///
/// With a [clock](Self::paced), it keeps the platform's pace: a message waits until it may be sent, after those before it in
/// the same chat. What counts as one, and what the limits are, the protocol says; everything else goes out at once.
///
/// What takes several calls ends with the first that fails; where others were carried out before it, the error says so.
///
/// *Cancel safety*: dropping a future before its turn, or between two tries, sends nothing more; dropping it during one
/// leaves it open whether that one was carried out.
pub struct Speaker {
    http: Arc<dyn Http>,
    protocol: Arc<dyn ReplyProtocol>,
    settings: SpeakerSettings,
    uploads: Uploads,
    pace: Option<Pace>,
}

impl Speaker {
    /// Speaks by these.
    pub fn new(http: Arc<dyn Http>, protocol: Arc<dyn ReplyProtocol>, settings: SpeakerSettings) -> Self {
        Self { http, protocol, settings, uploads: Uploads::default(), pace: None }
    }

    /// Speaks at the platform's pace, by this clock.
    #[must_use]
    pub fn paced(self, clock: Arc<dyn Clock>) -> Self {
        Self { pace: Some(Pace::new(clock, Arc::clone(&self.protocol), self.settings.turn)), ..self }
    }

    #[cfg(test)]
    pub(crate) fn pace(&self) -> &Pace {
        self.pace.as_ref().expect("the test gave it a clock")
    }

    /// Makes the calls of an act, one after the other.
    async fn carry_out(&self, to: &Place, act: &Act) -> Result<Done, Halfway> {
        let mut calls = self.protocol.calls(to, act)?;
        let mut done = Done::default();
        let mut at = 0;
        while let Some(call) = calls.get(at) {
            match self.exchange(call).await {
                Ok(result) => {
                    done.posted.extend(self.protocol.posted(&result));
                    at += 1;
                }
                Err(Trouble::Moved(chat)) if done.chat.is_none() => {
                    calls = self.protocol.calls(&to.moved_to(chat.clone()), act)?;
                    done.chat = Some(chat);
                }
                Err(trouble) => return Err(Halfway { done: at, all: calls.len(), error: trouble.into() }),
            }
        }
        Ok(done)
    }

    /// Sends a call in its turn, until it is carried out, refused, or patience ends.
    async fn exchange(&self, call: &Call) -> Result<Value, Trouble> {
        let turn = match &self.pace {
            Some(pace) => pace.turn(call).await,
            None => None,
        };
        let mut patience = Patience::new(self.settings);
        let mut maybe_sent = false;
        loop {
            let later = match self.in_turn(turn.as_ref(), call).await {
                Err(Trouble::Later(later)) => later,
                done => return done,
            };
            maybe_sent |= later.maybe_sent;
            let may_again = call.repeatable || !later.maybe_sent;
            match may_again.then(|| patience.pause(later.after)).flatten() {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(Trouble::Later(Later { maybe_sent, ..later })),
            }
        }
    }

    /// Sends a call once, when there is room for it.
    async fn in_turn(&self, turn: Option<&Turn<'_>>, call: &Call) -> Result<Value, Trouble> {
        let Some(turn) = turn else { return self.once(call).await };
        let slot = turn.slot().await?;
        let done = self.once(call).await;
        drop(slot);
        if let Err(Trouble::Later(Later { after: Some(pause), .. })) = &done {
            turn.hold(*pause);
        }
        done
    }

    async fn once(&self, call: &Call) -> Result<Value, Trouble> {
        let answer = self.http.send(call.clone()).await?;
        self.protocol.read(&answer).map_err(|failure| Trouble::said(failure, &answer))
    }
}

#[async_trait]
impl Replies for Speaker {
    fn place(&self, event: &Event) -> Option<Place> {
        self.protocol.place(event)
    }

    fn message(&self, event: &Event) -> Option<Posted> {
        self.protocol.message(event)
    }

    fn awaited(&self) -> &'static [&'static str] {
        self.protocol.awaited()
    }

    async fn act(&self, to: &Place, act: &Act) -> Result<Done, ReplyError> {
        let Some(upload) = Upload::by(act).await else { return Ok(self.carry_out(to, act).await?) };
        if let Some(named) = self.uploads.named(&upload, act) {
            match self.carry_out(to, &named).await {
                // Perhaps the handle is not good any more.
                Err(Halfway { done: 0, error: ReplyError::Refused(_), .. }) => self.uploads.forget(&upload),
                done => return Ok(done?),
            }
        }
        let done = self.carry_out(to, act).await?;
        self.uploads.keep(upload, &done);
        Ok(done)
    }

    async fn call(&self, method: &str, body: &Value) -> Result<Value, ReplyError> {
        Ok(self.exchange(&self.protocol.call(method, body)?).await?)
    }

    async fn download(&self, handle: &str, cap: u64) -> Result<Download, ReplyError> {
        let call = match self.protocol.file(handle)? {
            Fetch::There(call) => call,
            Fetch::Ask(call) => self.protocol.located(&self.exchange(&call).await?)?,
        };
        let fetched = self.http.fetch(call, cap).await.map_err(|error| unfetched(&error))?;
        Ok(fetched.map_err(|answer| Trouble::said(ReplyFailure::by_status(&answer), &answer))?)
    }
}

/// Whoever fetches says nothing.
fn unfetched(error: &HttpError) -> ReplyError {
    let why = error.to_string();
    match error.kind() {
        HttpErrorKind::TooLarge => ReplyError::Unreadable(why),
        _ => ReplyError::Unavailable { after: None, why, maybe_sent: false },
    }
}

/// An act that ended after some of its calls.
struct Halfway {
    done: usize,
    all: usize,
    error: ReplyError,
}

impl From<Unsupported> for Halfway {
    fn from(unsupported: Unsupported) -> Self {
        Self { done: 0, all: 0, error: unsupported.into() }
    }
}

impl From<Halfway> for ReplyError {
    /// Another try would say again what was said.
    fn from(Halfway { done, all, error }: Halfway) -> Self {
        if done == 0 {
            return error;
        }
        let told = |why| format!("{done} of {all} messages were sent, then: {why}");
        match error {
            Self::Unavailable { after, why, .. } => Self::Unavailable { after, why: told(why), maybe_sent: true },
            Self::Unreadable(why) => Self::Unreadable(told(why)),
            Self::Refused(why) => Self::Refused(told(why)),
            other => other,
        }
    }
}

impl std::fmt::Debug for Speaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Speaker").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Why one try came to nothing, by what comes next.
enum Trouble {
    Later(Later),
    Moved(CompactString),
    Final(ReplyError),
}

struct Later {
    after: Option<Duration>,
    why: String,
    maybe_sent: bool,
}

impl Trouble {
    fn said(failure: ReplyFailure, answer: &Answer) -> Self {
        match failure {
            ReplyFailure::Retry { after, why } => {
                // 502 and its kin are written by whoever stands before the API, who does not know what it did. Who
                // names a time to come back, or says 503, did not take the call.
                let sure = !answer.status.is_server_error() || answer.status.as_u16() == 503 || after.is_some();
                Self::Later(Later { after, why, maybe_sent: !sure })
            }
            ReplyFailure::Unclear(why) => Self::Later(Later { after: None, why, maybe_sent: true }),
            ReplyFailure::Moved { chat } => Self::Moved(chat),
            ReplyFailure::Unauthorised(why) => {
                Self::Final(ReplyError::Refused(format!("the credential is not valid: {why}")))
            }
            ReplyFailure::Refused(why) => Self::Final(ReplyError::Refused(why)),
            other => Self::Final(ReplyError::Refused(format!("{other:?}"))),
        }
    }
}

impl From<TooLong> for Trouble {
    fn from(TooLong(wait): TooLong) -> Self {
        let why = format!("the platform takes no more messages for {} s", wait.as_secs_f64().ceil());
        Self::Later(Later { after: Some(wait), why, maybe_sent: false })
    }
}

impl From<HttpError> for Trouble {
    fn from(error: HttpError) -> Self {
        let (why, maybe_sent) = (error.to_string(), error.may_have_arrived());
        match error.kind() {
            HttpErrorKind::Connect | HttpErrorKind::Timeout | HttpErrorKind::Cut => {
                Self::Later(Later { after: None, why, maybe_sent })
            }
            HttpErrorKind::Unreadable => Self::Final(ReplyError::Unreadable(why)),
            // The same call would meet the same end.
            _ => Self::Final(ReplyError::Unavailable { after: None, why, maybe_sent }),
        }
    }
}

impl From<Trouble> for ReplyError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Later(Later { after, why, maybe_sent }) => Self::Unavailable { after, why, maybe_sent },
            Trouble::Moved(chat) => Self::Refused(format!("the chat moved to {chat}: use that id from now on")),
            Trouble::Final(error) => error,
        }
    }
}

#[cfg(test)]
mod tests;

//! The edge of the played network: where a call of a bot would leave the process.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use pollhook_core::{
    Act, Answer, Body, Call, Download, Http, HttpError, HttpErrorKind, PartContent, Place, Posted, StatusCode,
};
use serde_json::Value;

use super::book::{Entry, words};
use super::fault::Fault;
use super::voice::Voice;

/// What a bot says, in its own words, while the exchanges for it take place.
pub(super) enum Saying {
    Act(Place, Box<Act>),
    Call(String, Value),
    Download(String),
}

impl Saying {
    /// Whether it is for people to read. What only goes with it is not what a test means by "the next send".
    fn is_a_send(&self) -> bool {
        match self {
            Self::Act(_, act) => !matches!(**act, Act::Typing | Act::Answer(_)),
            Self::Call(..) => true,
            Self::Download(_) => false,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Act(_, act) => words(act),
            Self::Call(method, _) => method.clone(),
            Self::Download(handle) => format!("a download of {handle}"),
        }
    }
}

pub(super) struct Wire {
    voice: Voice,
    saying: Saying,
    /// Where it stands in the book, once some of it was carried out.
    written: Mutex<Option<usize>>,
}

impl Wire {
    pub(super) fn new(voice: Voice, saying: Saying) -> Self {
        Self { voice, saying, written: Mutex::new(None) }
    }

    /// What goes wrong with this exchange.
    fn fault(&self) -> Option<Fault> {
        let mut state = self.voice.world.state();
        if !self.saying.is_a_send() {
            return None;
        }
        state.faults.pop_front().or(state.broken)
    }

    /// The platform does what it is asked for, and has something to say about it.
    fn carry_out(&self, call: &Call) -> Result<Value, String> {
        let Voice { world, stage, .. } = &self.voice;
        let result = match &self.saying {
            Saying::Call(method, body) => {
                world.note(&self.voice.bot, Entry::Called { method: method.clone(), body: body.to_string() });
                let script = world.state().scripts.get(method).cloned();
                match script {
                    Some(script) => script(body),
                    None if call.repeatable => {
                        return Err(format!(
                            "nobody said what {method:?} answers: net.on_call({method:?}, |_| json!(…))"
                        ));
                    }
                    None => stage.result(call, world.next_message(), world.now().wall),
                }
            }
            _ => stage.result(call, world.next_message(), world.now().wall),
        };
        if let Saying::Act(to, act) = &self.saying {
            self.write(to, act, self.voice.protocol.posted(&result));
        }
        Ok(result)
    }

    /// One entry for all calls that an act takes.
    pub(super) fn write(&self, to: &Place, act: &Act, posted: Option<Posted>) {
        let Voice { world, bot, .. } = &self.voice;
        let mut written = self.written.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let at = *written.get_or_insert_with(|| {
            world.note(bot, Entry::Did { to: to.clone(), act: Box::new(act.clone()), posted: Vec::new() })
        });
        if let Some(Entry::Did { posted: all, .. }) = world.state().book.entry_mut(at) {
            all.extend(posted);
        }
    }

    fn went_wrong(&self, fault: Fault) {
        self.voice.world.note(&self.voice.bot, Entry::Note(format!("{} {fault}", self.saying.words())));
    }

    fn answered(&self, call: &Call) -> Answer {
        match self.carry_out(call) {
            Ok(result) => self.voice.stage.answer(&result),
            Err(why) => self.voice.stage.refusal(StatusCode::NOT_FOUND, None, &why),
        }
    }
}

#[async_trait]
impl Http for Wire {
    async fn send(&self, call: Call) -> Result<Answer, HttpError> {
        // It takes a while, as every exchange does: a handler is seen to wait.
        tokio::time::sleep(EXCHANGE).await;
        if let Some(error) = unreadable(&call) {
            return Err(error);
        }
        let Some(fault) = self.fault() else { return Ok(self.answered(&call)) };
        match fault {
            Fault::Status(status, after) => {
                self.went_wrong(fault);
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Ok(self.voice.stage.refusal(status, after, "the test says so"))
            }
            Fault::NoConnection => {
                self.went_wrong(fault);
                Err(HttpError::new(HttpErrorKind::Connect, "there is no connection: the test says so"))
            }
            Fault::LostAnswer => {
                drop(self.answered(&call));
                self.went_wrong(fault);
                tokio::time::sleep(call.deadline).await;
                Err(HttpError::new(HttpErrorKind::Timeout, "there was no answer in time: the test says so"))
            }
        }
    }

    async fn fetch(&self, _call: Call, cap: u64) -> Result<Result<Download, Answer>, HttpError> {
        tokio::time::sleep(EXCHANGE).await;
        let files = self.voice.world.state().files.clone();
        let (Saying::Download(handle), Some(files)) = (&self.saying, files) else {
            let why = "nobody said what is in the files: net.on_download(|handle| …)";
            self.voice.world.note(&self.voice.bot, Entry::Note(why.to_owned()));
            return Ok(Err(self.voice.stage.refusal(StatusCode::NOT_FOUND, None, why)));
        };
        let file = files(handle);
        if file.len() as u64 > cap {
            return Err(HttpError::new(HttpErrorKind::TooLarge, format!("a file of more than {cap} bytes")));
        }
        Ok(Ok(Download::whole(file)))
    }
}

/// What cannot be uploaded in production cannot be uploaded here.
fn unreadable(call: &Call) -> Option<HttpError> {
    let Body::Multipart(parts) = &call.body else { return None };
    parts.iter().find_map(|part| {
        let PartContent::File { path, at_most } = &part.content else { return None };
        let why = match std::fs::metadata(path) {
            Ok(file) if at_most.is_some_and(|most| file.len() > most) => {
                "it is larger than the platform takes".to_owned()
            }
            Ok(_) => return None,
            Err(error) => error.to_string(),
        };
        Some(HttpError::new(HttpErrorKind::Unreadable, format!("{}: {why}", path.display())))
    })
}

/// Of an exchange with a platform's API.
const EXCHANGE: Duration = Duration::from_millis(50);

//! Speaking: apart from hearing, as in every social network. A dead API never turns into lost notifications.
//!
//! What a bot does is data, an [`Act`]: a platform's [`ReplyProtocol`] makes calls of it, and whoever tests a bot puts a
//! [`Replies`] of their own in place of the network and looks at what it is given.

mod act;
mod address;
mod download;
mod failure;
mod limit;
mod media;
mod out;
mod place;
mod reply;
mod sent;
mod split;

pub use act::{Act, Done, Notice, Posted};
pub use address::{Address, InvalidAddress};
pub use download::{Download, Pieces};
pub use failure::{ReplyError, ReplyFailure, Unsupported};
pub use limit::Limit;
pub use media::{Enclosure, Media};
pub use out::{Button, Out, Then};
pub use place::Place;
pub use reply::Reply;
pub use sent::Sent;

use async_trait::async_trait;
use serde_json::Value;

use crate::{Answer, Call, Event};

/// How a bot speaks.
#[async_trait]
pub trait Replies: Send + Sync + 'static {
    /// Where an answer to an event goes; `None` when there is no such place.
    fn place(&self, event: &Event) -> Option<Place>;

    /// The message that an event is, or is about (the one that a button was pressed on); `None` when there is none.
    fn message(&self, _event: &Event) -> Option<Posted> {
        None
    }

    /// The kinds of events whose sender is kept waiting (a button that was pressed shows it) until an [`Act::Answer`] ends
    /// it.
    fn awaited(&self) -> &'static [&'static str] {
        &[]
    }

    /// Does something. What cannot be done at all is refused before anything is sent.
    ///
    /// # Errors
    /// [`ReplyError`], when the platform cannot do it, refused it or could not be reached.
    async fn act(&self, to: &Place, act: &Act) -> Result<Done, ReplyError>;

    /// Calls any method of the platform's API.
    ///
    /// # Errors
    /// [`ReplyError`], when the platform refused it or could not be reached.
    async fn call(&self, method: &str, body: &Value) -> Result<Value, ReplyError>;

    /// Fetches what somebody sent, by its handle; after `cap` bytes it ends with an error.
    ///
    /// # Errors
    /// [`ReplyError`], when the platform cannot do it, refused it or could not be reached.
    async fn download(&self, _handle: &str, _cap: u64) -> Result<Download, ReplyError> {
        Err(ReplyError::Unsupported("the platform gives no files".into()))
    }
}

/// Pure knowledge of how to speak on one platform.
pub trait ReplyProtocol: Send + Sync + 'static {
    /// Where an answer to an event goes.
    fn place(&self, event: &Event) -> Option<Place>;

    /// The message that an event is, or is about.
    fn message(&self, _event: &Event) -> Option<Posted> {
        None
    }

    /// The kinds of events whose sender is kept waiting (a button that was pressed shows it) until an [`Act::Answer`] ends
    /// it.
    fn awaited(&self) -> &'static [&'static str] {
        &[]
    }

    /// The calls that do something, in order; each is made when the one before it was carried out.
    ///
    /// # Errors
    /// [`Unsupported`] when the platform cannot do that, or not at that length: so nothing of it is sent.
    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported>;

    /// The call of any method of the API, where it has such.
    ///
    /// # Errors
    /// [`Unsupported`] when there cannot be such a method.
    fn call(&self, method: &str, _body: &Value) -> Result<Call, Unsupported> {
        Err(Unsupported(format!("there is no method `{method}`")))
    }

    /// How many messages the platform takes: from the bot altogether, or from it in one chat. What counts is a call that
    /// says [in which chat it is a message](Call::message_in()).
    fn limits(&self, _chat: Option<&str>) -> Vec<Limit> {
        Vec::new()
    }

    /// Reads an answer to any of these calls: the result in it.
    ///
    /// # Errors
    /// What the platform said.
    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure>;

    /// The message that a result tells of, if it does.
    fn posted(&self, _result: &Value) -> Option<Posted> {
        None
    }

    /// How the file with a handle is fetched.
    ///
    /// # Errors
    /// [`Unsupported`] when the platform gives no files.
    fn file(&self, _handle: &str) -> Result<Fetch, Unsupported> {
        Err(Unsupported("the platform gives no files".into()))
    }

    /// The call that fetches a file, by what the platform said when it was [asked](Fetch::Ask) where it is.
    ///
    /// # Errors
    /// [`Unsupported`] when it cannot be fetched from there.
    fn located(&self, _result: &Value) -> Result<Call, Unsupported> {
        Err(Unsupported("the platform gives no files".into()))
    }
}

/// How a file is fetched.
#[derive(Clone, Debug)]
pub enum Fetch {
    /// Ask first where it is; the result is for [`ReplyProtocol::located`].
    Ask(Call),
    /// It is there.
    There(Call),
}

/// For a platform that only tells.
#[derive(Clone, Copy, Debug)]
pub struct NoReplies;

#[async_trait]
impl Replies for NoReplies {
    fn place(&self, _event: &Event) -> Option<Place> {
        None
    }

    async fn act(&self, _to: &Place, act: &Act) -> Result<Done, ReplyError> {
        Err(Unsupported::by("this platform, which only tells,", act.name()).into())
    }

    async fn call(&self, _method: &str, _body: &Value) -> Result<Value, ReplyError> {
        Err(ReplyError::Unsupported("this platform, which only tells, has no methods to call".into()))
    }
}

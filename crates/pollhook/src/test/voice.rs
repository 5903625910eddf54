//! How a bot speaks in a test: everything but the network is real.
//!
//! What a handler sends goes through the platform's own protocol, so that what the platform would refuse is refused
//! here, and through the real speaker, so that it is tried again as in production. Only the exchange itself is played.

use std::sync::Arc;

use async_trait::async_trait;
use pollhook_core::{Act, BotId, Done, Download, Event, Place, Posted, Replies, ReplyError, ReplyProtocol};
use pollhook_http::{Speaker, SpeakerSettings};
use serde_json::Value;

use super::book::{Entry, words};
use super::stage::Stage;
use super::wire::{Saying, Wire};
use super::world::World;

#[derive(Clone)]
pub(super) struct Voice {
    pub(super) world: Arc<World>,
    pub(super) bot: BotId,
    pub(super) stage: Arc<dyn Stage>,
    pub(super) protocol: Arc<dyn ReplyProtocol>,
}

impl Voice {
    /// A wire for one thing that is said, so that its exchanges know what they are about.
    fn wire(&self, saying: Saying) -> Arc<Wire> {
        Arc::new(Wire::new(self.clone(), saying))
    }

    fn speaker(&self, wire: Arc<Wire>) -> Speaker {
        Speaker::new(wire, Arc::clone(&self.protocol), SpeakerSettings::default())
    }

    fn noted<T>(&self, what: impl FnOnce() -> String, result: Result<T, ReplyError>) -> Result<T, ReplyError> {
        if let Err(error) = &result {
            self.world.note(&self.bot, Entry::Note(format!("{} was not sent: {error}", what())));
        }
        result
    }
}

#[async_trait]
impl Replies for Voice {
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
        let _answering = matches!(act, Act::Answer(_)).then(|| self.world.answering());
        let wire = self.wire(Saying::Act(to.clone(), Box::new(act.clone())));
        let done = self.speaker(Arc::clone(&wire)).act(to, act).await;
        if done.is_ok() {
            // On some platforms there is nothing to call for it; it is done all the same.
            wire.write(to, act, None);
        }
        self.noted(|| words(act), done)
    }

    async fn call(&self, method: &str, body: &Value) -> Result<Value, ReplyError> {
        let result = self.speaker(self.wire(Saying::Call(method.to_owned(), body.clone()))).call(method, body).await;
        self.noted(|| method.to_owned(), result)
    }

    async fn download(&self, handle: &str, cap: u64) -> Result<Download, ReplyError> {
        let file = self.speaker(self.wire(Saying::Download(handle.into()))).download(handle, cap).await;
        self.noted(|| format!("the question for the file {handle}"), file)
    }
}

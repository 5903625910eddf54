//! From what a platform tells to events in the bot's sink, by the platform's own protocols and the real stack.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use pollhook_core::{
    Answer, Ask, Bytes, Door, Draft, Heard, Kept, Late, NoRoom, Offer, Origin, Parts, Settle, Verdict, Via,
};

use super::book::{Ended, Entry};
use super::cast::Cast;
use super::outcomes::Outcomes;
use super::stage::{News, Place};

/// What a platform tells, by the one door or the other.
#[derive(Clone)]
pub(super) enum Told {
    /// It calls.
    Push(Parts, Bytes),
    /// It answers a poller.
    Page(Answer),
}

/// Something that was told, to be told again.
#[derive(Clone)]
pub(super) struct Delivered {
    pub(super) told: Told,
    pub(super) words: String,
    /// Where it happened, if that is a chat.
    pub(super) place: Option<Place>,
    /// Where it stands in the book.
    pub(super) entry: usize,
    pub(super) outcomes: Arc<Outcomes>,
    /// The press that it is, if it is one.
    pub(super) press: Option<String>,
}

impl Cast {
    /// How the platform tells some news, by the door that is open.
    pub(super) fn told(&self, news: &News) -> Result<Told, String> {
        let (number, wall) = (self.world.next_event(), self.world.now().wall);
        let push = || self.stage.push(news, number).map(|(parts, body)| Told::Push(parts, body));
        let page = || self.stage.page(news, number, wall).map(Told::Page);
        let told = if self.door == Door::Polling { page() } else { push() };
        told.ok_or_else(|| format!("nobody plays how {} tells something by this door", self.platform.name()))
    }

    /// Tells the bot something, now: what can run at once has begun when this returns.
    #[track_caller]
    pub(super) fn deliver(&self, told: Told, words: String, place: Option<Place>) -> Delivered {
        let (drafts, via) = self.decode(&told);
        let press = drafts.iter().find_map(|draft| self.press(draft));
        let any = !drafts.is_empty();
        let drafts: Vec<_> = drafts.into_iter().filter(|draft| self.is_subscribed(draft)).collect();
        let ended = drafts.is_empty().then_some(if any { Ended::Untold } else { Ended::NoEvent });
        let entry = self.world.note(&self.name, Entry::Told { what: words.clone(), ended });
        let outcomes = self.emit(drafts, via, entry);
        let delivered = Delivered { told, words, place, entry, outcomes, press };
        self.all_told().push(delivered.clone());
        delivered
    }

    #[track_caller]
    fn decode(&self, told: &Told) -> (Vec<Draft>, Via) {
        let read = match told {
            Told::Push(parts, body) => self.pushed(parts, body).map(|drafts| (drafts, Via::Webhook)),
            Told::Page(answer) => self.polled(answer).map(|drafts| (drafts, Via::Polling)),
        };
        read.unwrap_or_else(|why| panic!("{} would not tell this, or not so: {why}", self.platform.name()))
    }

    fn pushed(&self, parts: &Parts, body: &Bytes) -> Result<Vec<Draft>, String> {
        let protocol = self.platform.webhook(&self.setup).ok_or("it does not call")?;
        let (protocol, now) = (protocol.map_err(|error| error.to_string())?, self.world.now());
        match protocol.head(parts, now).map(|()| protocol.body(parts, body, now)) {
            Ok(Verdict::Accept(drafts)) => Ok(drafts),
            Ok(Verdict::Reject(refusal)) | Err(refusal) => Err(refusal.why.to_owned()),
            Ok(_) => Ok(Vec::new()),
        }
    }

    fn polled(&self, answer: &Answer) -> Result<Vec<Draft>, String> {
        let protocol = self.platform.poll(&self.setup).ok_or("it cannot be asked")?;
        let (mut protocol, now) = (protocol.map_err(|error| error.to_string())?, self.world.now());
        protocol.ask(None, Ask::Look, now);
        match protocol.hear(answer, now) {
            Heard::Page(page) => Ok(page.items.into_iter().map(|item| item.draft).collect()),
            other => Err(format!("{other:?}")),
        }
    }

    /// Whether the platform tells of this: of the kinds that it has, those that were asked for.
    fn is_subscribed(&self, draft: &Draft) -> bool {
        !self.platform.kinds().contains(&draft.kind.as_str()) || self.setup.kinds.contains(&draft.kind)
    }

    /// The name of the press that an event is.
    fn press(&self, draft: &Draft) -> Option<String> {
        let origin = Origin::new(self.name.clone(), self.platform.name(), Via::Webhook);
        let event = draft.clone().stamp(&origin, self.world.now().wall);
        let message = self.platform.view(&self.setup).message(&event)?;
        message.press.map(|press| press.id.to_string())
    }

    #[track_caller]
    fn emit(&self, drafts: Vec<Draft>, via: Via, entry: usize) -> Arc<Outcomes> {
        let (rules, now) = (self.platform.rules(), self.world.now());
        let deadline = rules.ack_within.filter(|_| via == Via::Webhook).map(|within| now.at + within);
        let let_go = deadline.filter(|_| rules.late == Late::Ack);
        let kept = if via == Via::Polling || rules.redelivers.is_some() { Kept::Upstream } else { Kept::Nobody };
        let outcomes = Arc::new(Outcomes::new(Arc::clone(&self.world), entry, drafts.len(), let_go));
        let origin = Origin::new(self.name.clone(), self.platform.name(), via);
        let epoch = self.epoch.fetch_add(1, Relaxed);
        let running = self.running();
        for (at, draft) in drafts.into_iter().enumerate() {
            let event = draft.stamp(&origin, now.wall);
            let slot = running.sink.try_reserve().unwrap_or_else(|no_room| match no_room {
                NoRoom::Full => {
                    panic!("the bot has as many unsettled events as it may: await some first")
                }
                NoRoom::Closed => panic!("the bot was stopped and hears nothing: net.start()"),
            });
            let to: Arc<dyn Settle> = Arc::clone(&outcomes) as _;
            slot.emit_to(Offer { event, attempt: 1, deadline, kept, epoch }, to, u32::try_from(at).unwrap_or(u32::MAX));
        }
        outcomes
    }
}

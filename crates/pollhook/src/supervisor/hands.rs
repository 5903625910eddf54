//! What a driver acts with: the source, the handlers, and everything that is under way.
//!
//! Whatever is under way is in a slot and owned here: dropping the hands ends it all.

use std::any::Any;
use std::convert::Infallible;
use std::future::{Future, pending};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use futures::FutureExt;
use pollhook_core::{
    BotId, Clock, EventSink, EventSource, Health, HealthReporter, Identity, Shutdown, ShutdownOrder, ShutdownReason,
    SourceContext, SourceError, Stats, Stopper,
};
use pollhook_dispatcher::Dispatcher;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::calls::Calls;
use super::machine::{Action, Ending, Input};
use super::menu::Telling;

/// What a bot is made of, once it is known who it is.
pub(crate) struct Assembly {
    pub(crate) source: Box<dyn EventSource>,
    pub(crate) sink: EventSink,
    pub(crate) dispatcher: Dispatcher,
}

/// Makes it. The text of its error holds no secret.
pub(crate) type Assemble = Box<dyn FnOnce(Option<Identity>) -> Result<Assembly, String> + Send>;

pub(crate) struct Hands {
    pub(crate) bot: BotId,
    pub(crate) calls: Calls,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) health: HealthReporter,
    pub(crate) stats: Arc<Stats>,
    assemble: Option<Assemble>,
    identity: Option<Identity>,
    /// The sink and the handlers live as long as the bot; sources come and go.
    running: Option<(EventSink, Dispatcher)>,
    /// The source between two runs.
    source: Option<Box<dyn EventSource>>,
    stop_source: Option<Stopper>,
    wake: Option<Instant>,
    /// What the platform's menu is to show, until that is told.
    menu: Option<Telling>,
    slots: Slots,
}

type Slot<T> = Option<Pin<Box<dyn Future<Output = T> + Send>>>;

/// What is under way, one of each.
#[derive(Default)]
struct Slots {
    call: Slot<Input>,
    ready: Slot<Input>,
    source: Slot<(Option<Box<dyn EventSource>>, Ending)>,
    handlers: Slot<Input>,
    listener: Slot<Input>,
    menu: Slot<Infallible>,
}

impl Hands {
    pub(crate) fn new(
        bot: BotId,
        calls: Calls,
        clock: Arc<dyn Clock>,
        health: HealthReporter,
        stats: Arc<Stats>,
        assemble: Assemble,
    ) -> Self {
        Self {
            bot,
            calls,
            clock,
            health,
            stats,
            assemble: Some(assemble),
            identity: None,
            running: None,
            source: None,
            stop_source: None,
            wake: None,
            menu: None,
            slots: Slots::default(),
        }
    }

    /// Hears from now on of the end of the process's listener, if the bot is called at all.
    pub(crate) fn listens(&mut self, deaf: CancellationToken) {
        if self.calls.wanted.is_some() {
            self.slots.listener = Some(Box::pin(deaf.cancelled_owned().map(|()| Input::Deaf)));
        }
    }

    /// Tells the platform, once it is known who the bot is, which commands there are.
    pub(crate) fn tells(&mut self, menu: Option<Telling>) {
        self.menu = menu;
    }

    /// Who the bot is, once that is known.
    pub(super) fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// What happens next.
    ///
    /// *Cancel safety*: safe; nothing that happened is lost.
    pub(super) async fn next(&mut self) -> Input {
        let Slots { call, ready, source, handlers, listener, menu } = &mut self.slots;
        tokio::select! {
            (back, ending) = end_of(source) => {
                self.source = back;
                self.slots.ready = None;
                Input::Ended(ending)
            }
            input = end_of(call) => {
                if let Input::Known(identity) = &input {
                    self.identity = Some(identity.clone());
                }
                input
            }
            input = end_of(ready) => input,
            input = end_of(handlers) => input,
            input = end_of(listener) => input,
            never = end_of(menu) => match never {},
            () = wake(self.wake) => {
                self.wake = None;
                Input::Woke
            }
        }
    }

    /// Carries out an action. Notes are for the driver to tell.
    pub(super) fn carry_out(&mut self, action: &Action) {
        match action {
            Action::Identify => self.slots.call = Some(self.calls.identify()),
            Action::Look => self.slots.call = Some(self.calls.look()),
            Action::Set => self.slots.call = Some(self.calls.set()),
            Action::Remove => self.slots.call = Some(self.calls.remove()),
            Action::RemoveOurs => self.slots.call = Some(self.calls.remove_ours()),
            Action::Open => self.open(),
            Action::Close(until) => stop(self.stop_source.as_ref(), *until),
            Action::Cancel => self.cancel(),
            Action::Abort => self.abort(),
            Action::AwaitHandlers => self.await_handlers(),
            Action::WakeAt(at) => self.wake = Some(*at),
            Action::Note(_) => {}
        }
    }

    fn open(&mut self) {
        let (source, sink) = match self.assembled() {
            Ok(assembled) => assembled,
            Err(error) => {
                let ended = (None, Ending::Broke(error));
                self.slots.source = Some(Box::pin(std::future::ready(ended)));
                return;
            }
        };
        if let Some(menu) = self.menu.take() {
            self.slots.menu = Some(Box::pin(menu.tell().then(|()| pending())));
        }
        let (stopper, shutdown) = Shutdown::pair();
        self.stop_source = Some(stopper);
        self.health.set(Health::Starting);
        let (health, clock) = (self.health.clone(), Arc::clone(&self.clock));
        let (bot, stats) = (self.bot.clone(), Arc::clone(&self.stats));
        let cx = SourceContext { bot, sink, shutdown, health: health.clone(), clock, stats };
        let run = AbortOnDropHandle::new(tokio::spawn(run(source, cx)));
        self.slots.source = Some(Box::pin(run.map(|joined| match joined {
            Ok((source, ending)) => (Some(source), ending),
            Err(error) => (None, Ending::Panicked(error.to_string())),
        })));
        self.slots.ready = Some(Box::pin(async move {
            health.ready().await;
            Input::Ready
        }));
    }

    /// The source to run, and where it emits.
    fn assembled(&mut self) -> Result<(Box<dyn EventSource>, EventSink), SourceError> {
        if let Some(assemble) = self.assemble.take() {
            let made = assemble(self.identity.clone()).map_err(SourceError::Config)?;
            self.source = Some(made.source);
            self.running = Some((made.sink, made.dispatcher));
        }
        match (self.source.take(), &self.running) {
            (Some(source), Some((sink, _))) => Ok((source, sink.clone())),
            _ => Err(SourceError::Config("its source is gone".to_owned())),
        }
    }

    fn cancel(&self) {
        let deadline = self.clock.now().at;
        if let Some((_, dispatcher)) = &self.running {
            dispatcher.cancel(ShutdownOrder { reason: ShutdownReason::Stop, deadline });
        }
    }

    fn abort(&self) {
        if let Some((_, dispatcher)) = &self.running {
            dispatcher.abort();
        }
    }

    fn await_handlers(&mut self) {
        let dispatcher = self.running.as_ref().map(|(_, dispatcher)| dispatcher.clone());
        self.slots.handlers = Some(Box::pin(async move {
            if let Some(dispatcher) = dispatcher {
                dispatcher.idle().await;
            }
            Input::Drained
        }));
    }
}

/// Runs a source. A panic is an ending like others, so that the source can be run again.
async fn run(mut source: Box<dyn EventSource>, cx: SourceContext) -> (Box<dyn EventSource>, Ending) {
    let ending = match AssertUnwindSafe(source.run(cx)).catch_unwind().await {
        Ok(Ok(())) => Ending::Returned,
        Ok(Err(error)) => Ending::Broke(error),
        Err(panic) => Ending::Panicked(words(&*panic)),
    };
    (source, ending)
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without words".to_owned())
}

fn stop(stopper: Option<&Stopper>, deadline: Instant) {
    if let Some(stopper) = stopper {
        stopper.stop(ShutdownOrder { reason: ShutdownReason::Stop, deadline });
    }
}

/// The end of what is in a slot, which is empty then.
async fn end_of<T>(slot: &mut Slot<T>) -> T {
    let Some(work) = slot else { return pending().await };
    let end = work.await;
    *slot = None;
    end
}

async fn wake(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => pending().await,
    }
}

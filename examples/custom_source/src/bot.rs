//! A bot put together from its parts, for a source that no config knows.

use std::sync::Arc;
use std::time::Duration;

use pollhook::clock::TokioClock;
use pollhook::core::{
    Bot, Bots, Clock, Event, EventSource, HealthReporter, Message, NoReplies, Shutdown, ShutdownOrder, ShutdownReason,
    SourceContext, Stats, View, What,
};
use pollhook::dispatcher::{DispatchSettings, Dispatcher, NoDeadLetters};
use pollhook::{App, Error, Promise, Result, stack};

use crate::feed::Feed;
use crate::source::FeedSource;

/// Events that may be unsettled at a time.
const IN_FLIGHT: usize = 64;

/// Runs an app on what a feed brings, until all of it is done.
pub(crate) async fn run<S: Send + Sync + 'static>(app: App<S>, feed: &Feed) -> Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(TokioClock::start());
    let stats = Arc::new(Stats::default());
    let settings = DispatchSettings::default();
    let bot = Bot {
        id: "shop".into(),
        platform: "feed".into(),
        identity: None,
        view: Arc::new(NoMessages),
        replies: Arc::new(NoReplies),
        bots: Bots::default(),
    };
    let dispatcher =
        Dispatcher::new(app, bot, settings, Arc::new(NoDeadLetters), Arc::clone(&clock), Arc::clone(&stats))
            .map_err(Error::permanent)?;
    let sink = stack::transport(dispatcher.clone(), Promise::Handled, IN_FLIGHT, &stats);
    let (stopper, shutdown) = Shutdown::pair();
    let health = HealthReporter::default();
    let cx = SourceContext { bot: "shop".into(), sink, shutdown, health, clock: Arc::clone(&clock), stats };

    let mut source = FeedSource::new(feed.address()?);
    let stop = async {
        feed.done().await;
        let order = ShutdownOrder { reason: ShutdownReason::Stop, deadline: clock.now().at + Duration::from_secs(5) };
        stopper.stop(order);
        dispatcher.drain(order).await;
    };
    tokio::select! {
        (ended, ()) = async { tokio::join!(source.run(cx), stop) } => Ok(ended.map_err(Error::permanent)?),
        served = feed.serve() => Ok(served?),
    }
}

/// Lines of a feed are no messages: handlers go by their kind.
struct NoMessages;

impl View for NoMessages {
    fn message(&self, _event: &Event) -> Option<Message> {
        None
    }

    fn kinds(&self, _what: What) -> &'static [&'static str] {
        &[]
    }
}

//! From a config and an app to a bot that can run: the one place that chooses between parts.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Bot, Clock, DeadLetters, HealthReporter, Identity, Late, NoReplies, Replies, Stats};
use pollhook_dispatcher::{App, DispatchSettings, Dispatcher, FileDeadLetters, NoDeadLetters, OwnEvents};
use pollhook_http::{Speaker, SpeakerSettings};

use crate::clock::TokioClock;
use crate::config::{Letters, Mode, Promise, show_duration};
use crate::contact::Contact;
use crate::door::{Door, MakeSource};
use crate::pollhook::{Handle, Pollhook};
use crate::supervisor::{Assembly, Calls, Driver, Hands, Introduction, Phases, Plan, Said, Way};
use crate::{Config, Result, stack};

impl Config {
    /// Puts a bot together: binds its listener, opens its files, asks its app what it wants to hear. Nothing is asked
    /// of the platform before it [runs](Pollhook::run).
    ///
    /// # Errors
    /// When a port is taken, or a route asks for what the platform does not have.
    pub async fn build<S: Send + Sync + 'static>(self, app: App<S>) -> Result<Pollhook> {
        let clock: Arc<dyn Clock> = Arc::new(TokioClock::start());
        let (stats, health, phases) = (Arc::new(Stats::default()), HealthReporter::default(), Phases::new());
        let contact = Contact::new(&self, &app, Arc::clone(&clock))?;
        let door = Door::open(&self, Arc::clone(&contact.http), Arc::clone(&clock)).await?;

        let handle = Handle::new(self.name(), &phases, health.clone(), Arc::clone(&stats));
        let said =
            Said::new(self.name().to_owned(), self.introduction(&contact, &door), Arc::clone(&stats), clock.now().at);
        let calls = Calls {
            http: Arc::clone(&contact.http),
            identify: contact.identify.clone(),
            registration: contact.registration.clone(),
            wanted: contact.wanted(&self).filter(|_| self.mode() == Mode::Webhook),
        };
        let plan = self.plan(&contact);
        let bot = self.name().into();
        let parts = Parts { letters: self.letters(&clock), contact, config: self, clock, stats };
        let (clock, stats) = (Arc::clone(&parts.clock), Arc::clone(&parts.stats));
        let source = door.source;
        let assemble = Box::new(move |identity| parts.assemble(app, identity, source));
        let mut hands = Hands::new(bot, calls, clock, health, stats, assemble);
        if let Some(serve) = door.serve {
            hands.serve(serve);
        }
        Ok(Pollhook {
            driver: Driver { plan, hands, said, phases },
            handle,
            address: door.address,
            #[cfg(feature = "webhook")]
            routes: door.routes,
        })
    }

    fn plan(&self, contact: &Contact) -> Plan {
        let settings = &self.settings;
        let wanted = contact.wanted(self);
        let way = match (self.mode(), wanted) {
            (Mode::Webhook, Some(wanted)) => {
                let remove_on_stop = settings.webhook.as_ref().is_some_and(|webhook| webhook.remove_on_stop);
                Way::Webhook { wanted, remove_on_stop }
            }
            (_, wanted) => Way::Polling { ours: wanted.map(|wanted| wanted.url), take_over: settings.bot.take_over },
        };
        Plan {
            way,
            platform: settings.bot.platform.name().to_owned(),
            identifies: contact.identify.is_some(),
            // Where both doors may be open, a poller has nothing to look for.
            registers: contact.registration.is_some()
                && (self.mode() == Mode::Webhook || settings.bot.platform.rules().exclusive),
            drain: settings.drain,
            credential: format!("`token` in {}", self.place(settings.bot.token_line)),
            secrets: self.secrets(),
        }
    }

    fn letters(&self, clock: &Arc<dyn Clock>) -> Arc<dyn DeadLetters> {
        match &self.settings.dead_letters {
            Letters::Off => Arc::new(NoDeadLetters),
            Letters::File(path) => {
                Arc::new(FileDeadLetters::new(self.beside(path), FileDeadLetters::CAP, Arc::clone(clock)))
            }
        }
    }

    fn introduction(&self, contact: &Contact, door: &Door) -> Introduction {
        let kinds: Vec<_> = contact.setup.kinds.iter().map(|kind| kind.as_str()).collect();
        Introduction {
            transport: door.transport.clone(),
            ack: self.promise().name(),
            hears: if kinds.is_empty() { "nothing: the app has no routes".to_owned() } else { kinds.join(", ") },
            cursor: door.cursor.clone(),
            caveats: self.caveats(),
        }
    }

    /// What this bot does not promise, in words.
    pub(crate) fn caveats(&self) -> Vec<String> {
        let rules = self.settings.bot.platform.rules();
        let early = self.mode() == Mode::Webhook && self.promise() == Promise::Handled && rules.late == Late::Ack;
        let within = rules.ack_within.unwrap_or(Duration::ZERO);
        let early = early.then(|| {
            format!(
                "this platform may not be kept waiting: an event whose handler takes longer than {} is confirmed before it \
                 ends (counted as acked_early), and a kill would lose it. An [inbox], once there is one, ends this",
                show_duration(within)
            )
        });
        let received = (self.promise() == Promise::Received)
            .then(|| "ack = \"received\": an event is confirmed before it is handled, and a kill loses it".to_owned());
        let letters = matches!(self.settings.dead_letters, Letters::Off)
            .then(|| "[dead_letters] path = \"off\": events that are given up on are gone".to_owned());
        [early, received, letters].into_iter().flatten().collect()
    }
}

/// What waits for the bot's identity.
struct Parts {
    config: Config,
    contact: Contact,
    letters: Arc<dyn DeadLetters>,
    clock: Arc<dyn Clock>,
    stats: Arc<Stats>,
}

impl Parts {
    /// Now that it is known who the bot is.
    fn assemble<S>(mut self, app: App<S>, identity: Option<Identity>, source: MakeSource) -> Result<Assembly, String> {
        self.contact.setup.identity.clone_from(&identity);
        let source = source(&self.contact.setup)?;
        let (bot, settings) = (self.bot(identity), self.dispatch());
        let (clock, letters) = (Arc::clone(&self.clock), Arc::clone(&self.letters));
        let dispatcher = Dispatcher::new(app, bot, settings, letters, clock, Arc::clone(&self.stats));
        let dispatcher = dispatcher.map_err(|error| error.to_string())?;
        let in_flight = self.config.settings.dispatch.in_flight;
        let sink = stack::transport(dispatcher.clone(), self.config.promise(), in_flight, &self.stats);
        Ok(Assembly { source, sink, dispatcher })
    }

    fn bot(&self, identity: Option<Identity>) -> Bot {
        let (platform, contact) = (&self.config.settings.bot.platform, &self.contact);
        let replies: Arc<dyn Replies> = match platform.replies(&contact.setup) {
            Some(protocol) => Arc::new(Speaker::new(Arc::clone(&contact.http), protocol, SpeakerSettings::default())),
            None => Arc::new(NoReplies),
        };
        Bot {
            id: self.config.name().into(),
            platform: platform.name().into(),
            identity,
            view: platform.view(&contact.setup),
            replies,
        }
    }

    fn dispatch(&self) -> DispatchSettings {
        let config = &self.config.settings.dispatch;
        let mut settings = DispatchSettings::default();
        settings.in_flight = config.in_flight;
        settings.timeout = config.timeout;
        settings.attempts = config.attempts;
        settings.retry_for = config.retry_for;
        settings.own_events = if config.deliver_own { OwnEvents::Deliver } else { OwnEvents::Skip };
        settings
    }
}

//! From a config and its apps to bots that can run: the one place that chooses between parts.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Bot, Bots, Clock, DeadLetters, HealthReporter, Identity, NoReplies, Replies, Stats};
use pollhook_dispatcher::{App, DispatchSettings, Dispatcher, OwnEvents};
use pollhook_http::{Speaker, SpeakerSettings};

use crate::clock::TokioClock;
use crate::config::{BotConfig, Mode};
use crate::contact::Contact;
use crate::door::{Door, MakeSource};
use crate::files::Files;
use crate::listener::Listener;
use crate::pollhook::{Handle, Pollhook};
use crate::process::Process;
use crate::supervisor::{Assembly, Calls, Driver, Hands, Phases, Plan, Said, Way};
use crate::{Apps, Config, Result, stack};

impl Config {
    /// Puts the bots together: binds the listener, opens files, asks each app what it wants to hear. Nothing is asked
    /// of a platform before they [run](Pollhook::run).
    ///
    /// `apps` is one [`App`] for all bots, or a function that gives each its own.
    ///
    /// # Errors
    /// When a port is taken, or a route asks for what no platform of its bots has.
    pub async fn build<A: Apps>(self, apps: A) -> Result<Pollhook> {
        let clock: Arc<dyn Clock> = Arc::new(TokioClock::start());
        let listener = Listener::open(&self).await?;
        let names = Bots::named(self.bots().iter().map(|bot| bot.name().into()));
        let files = Files::new(Arc::clone(&clock));
        let one_for_all = A::ONE_FOR_ALL && self.bots().len() > 1;
        let mut shared = Shared { bots: names, one_for_all, files, listener, drain: self.process.drain, clock };
        let (mut bots, mut handles) = (Vec::new(), Vec::new());
        for bot in self.bots() {
            let contact = Contact::new(&self, bot, &apps, Arc::clone(&shared.clock))?;
            let (driver, handle) = bot.clone().put_together(apps.app(bot), contact, &mut shared).await?;
            bots.push((handle.name().clone(), driver));
            handles.push(handle);
        }
        let Shared { listener, drain, clock, .. } = shared;
        Ok(Pollhook {
            handles: handles.into(),
            address: listener.address,
            #[cfg(feature = "webhook")]
            routes: listener.routes.clone(),
            process: Process { bots, listener, drain, clock },
        })
    }
}

/// What the bots of a process share.
struct Shared {
    bots: Bots,
    one_for_all: bool,
    files: Files,
    listener: Listener,
    drain: Duration,
    clock: Arc<dyn Clock>,
}

impl BotConfig {
    async fn put_together<S: Send + Sync + 'static>(
        self,
        app: App<S>,
        contact: Contact,
        shared: &mut Shared,
    ) -> Result<(Driver, Handle)> {
        let (stats, health, phases) = (Arc::new(Stats::default()), HealthReporter::default(), Phases::new());
        let clock = Arc::clone(&shared.clock);
        let door = Door::open(&self, Arc::clone(&contact.http), &mut shared.listener, &mut shared.files).await?;
        let handle = Handle::new(self.name(), &phases, health.clone(), Arc::clone(&stats));
        let introduction = self.introduction(&contact, &door);
        let said = Said::new(self.name().to_owned(), introduction, Arc::clone(&stats), clock.now().at);
        let calls = Calls {
            http: Arc::clone(&contact.http),
            identify: contact.identify.clone(),
            registration: contact.registration.clone(),
            wanted: contact.wanted(&self).filter(|_| self.mode() == Mode::Webhook),
        };
        let (plan, bot) = (self.plan(&contact, shared.drain), self.name().into());
        let letters = shared.files.letters(&self);
        let menu = contact.menu(&self, &app);
        let parts = Parts {
            config: self,
            bots: shared.bots.clone(),
            one_for_all: shared.one_for_all,
            contact,
            letters,
            clock: Arc::clone(&clock),
            stats: Arc::clone(&stats),
        };
        let assemble = Box::new(move |identity| parts.assemble(app, identity, door.source));
        let mut hands = Hands::new(bot, calls, clock, health, stats, assemble);
        hands.tells(menu);
        Ok((Driver { plan, hands, said, phases }, handle))
    }

    fn plan(&self, contact: &Contact, drain: Duration) -> Plan {
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
            platform: self.platform().to_owned(),
            identifies: contact.identify.is_some(),
            // Where both doors may be open, a poller has nothing to look for.
            registers: contact.registration.is_some()
                && (self.mode() == Mode::Webhook || settings.bot.platform.rules().exclusive),
            drain,
            credential: format!("`token` in {}", self.place(settings.bot.token_line)),
            secrets: self.secrets(),
        }
    }
}

/// What waits for the bot's identity.
struct Parts {
    config: BotConfig,
    bots: Bots,
    one_for_all: bool,
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
        self.bots.add(dispatcher.bot());
        let in_flight = self.config.settings.dispatch.in_flight;
        let sink = stack::transport(dispatcher.clone(), self.config.promise(), in_flight, &self.stats);
        Ok(Assembly { source, sink, dispatcher })
    }

    fn bot(&self, identity: Option<Identity>) -> Bot {
        let (platform, contact) = (&self.config.settings.bot.platform, &self.contact);
        let replies: Arc<dyn Replies> = match platform.replies(&contact.setup) {
            Some(protocol) => {
                let speaker = Speaker::new(Arc::clone(&contact.http), protocol, SpeakerSettings::default());
                Arc::new(speaker.paced(Arc::clone(&self.clock)))
            }
            None => Arc::new(NoReplies),
        };
        Bot {
            id: self.config.name().into(),
            platform: platform.name().into(),
            identity,
            view: platform.view(&contact.setup),
            replies,
            bots: self.bots.clone(),
        }
    }

    fn dispatch(&self) -> DispatchSettings {
        let config = &self.config.settings.dispatch;
        let mut settings = DispatchSettings::default();
        settings.one_for_all = self.one_for_all;
        settings.in_flight = config.in_flight;
        settings.timeout = config.timeout;
        settings.attempts = config.attempts;
        settings.retry_for = config.retry_for;
        settings.backoff = config.backoff;
        settings.own_events = if config.deliver_own { OwnEvents::Deliver } else { OwnEvents::Skip };
        settings
    }
}

//! A platform under other rules: the same words over the same wire, another contract.
//!
//! | name | comes again | waits for an answer | when that is late |
//! |---|---|---|---|
//! | `pushed` | never | 0.8 s | is answered early |
//! | `patient` | never | 60 s | is answered early |
//! | `insistent` | when refused | 60 s | is told to ask again |
//! | `wary` | when refused | 0.8 s | is told to ask again |
//! | `impatient` | when refused | 0.8 s | is answered early |

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Extra, Identify, Late, Platform, PollProtocol, Registration, ReplyProtocol, Rules, Setup, SetupError, View,
    WebhookProtocol,
};
use pollhook_testkit::{Paged, Pushed};

/// A platform that goes by another name and by other rules.
pub struct Recast {
    inner: Arc<dyn Platform>,
    name: &'static str,
    rules: Rules,
}

impl Recast {
    /// Takes the rules of `inner` and changes them.
    pub fn new(name: &'static str, inner: impl Platform, change: impl FnOnce(&mut Rules)) -> Self {
        Self::of(name, Arc::new(inner), change)
    }

    /// The same of a platform that somebody else made.
    pub fn of(name: &'static str, inner: Arc<dyn Platform>, change: impl FnOnce(&mut Rules)) -> Self {
        let mut rules = inner.rules().clone();
        change(&mut rules);
        Self { inner, name, rules }
    }
}

/// Every scripted platform that a contestant knows, beside Telegram.
#[must_use]
pub fn platforms() -> Vec<Recast> {
    let (soon, late) = (Duration::from_millis(800), Duration::from_secs(60));
    vec![
        Recast::new("paged", Paged::default(), |_| {}),
        Recast::new("pushed", Pushed::waiting(soon), |_| {}),
        Recast::new("patient", Pushed::waiting(late), |_| {}),
        Recast::new("insistent", Pushed::waiting(late), |rules| {
            rules.redelivers = Some(HOUR);
            rules.late = Late::AskAgain;
        }),
        Recast::new("wary", Pushed::waiting(soon), |rules| {
            rules.redelivers = Some(HOUR);
            rules.late = Late::AskAgain;
        }),
        Recast::new("impatient", Pushed::waiting(soon), |rules| rules.redelivers = Some(HOUR)),
    ]
}

/// For longer than any test.
pub(crate) const HOUR: Duration = Duration::from_secs(3600);

impl Platform for Recast {
    fn name(&self) -> &'static str {
        self.name
    }

    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn kinds(&self) -> &'static [&'static str] {
        self.inner.kinds()
    }

    fn default_api(&self) -> &'static str {
        self.inner.default_api()
    }

    fn extras(&self) -> &'static [Extra] {
        self.inner.extras()
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        self.inner.poll(setup)
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        self.inner.webhook(setup)
    }

    fn registration(&self, setup: &Setup) -> Option<Arc<dyn Registration>> {
        self.inner.registration(setup)
    }

    fn identify(&self, setup: &Setup) -> Option<Arc<dyn Identify>> {
        self.inner.identify(setup)
    }

    fn replies(&self, setup: &Setup) -> Option<Arc<dyn ReplyProtocol>> {
        self.inner.replies(setup)
    }

    fn view(&self, setup: &Setup) -> Arc<dyn View> {
        self.inner.view(setup)
    }
}

impl std::fmt::Debug for Recast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recast").field("name", &self.name).field("rules", &self.rules).finish_non_exhaustive()
    }
}

//! How a poller is put together, with every setting checked before it runs.

use std::future::Future;
use std::sync::Arc;

use pollhook_core::{BoxError, Cursor, CursorKey, CursorStore, Http, Page, PollProtocol, Rules, SetupError};

use crate::exchange::Exchange;
use crate::fetch::Fetch;
use crate::from_fn::FromFn;
use crate::settings::PollingSettings;
use crate::source::Polling;
use crate::store::MemoryCursors;

/// Puts a [`Polling`] together.
#[must_use = "a builder does nothing before `build`"]
pub struct Builder {
    fetch: Box<dyn Fetch>,
    platform: &'static str,
    rules: Rules,
    settings: PollingSettings,
    store: Option<(Arc<dyn CursorStore>, CursorKey)>,
    seed: Option<u64>,
}

impl Polling {
    /// Polls `platform` by its protocol, over `http`.
    pub fn builder(platform: &'static str, protocol: Box<dyn PollProtocol>, http: Arc<dyn Http>) -> Builder {
        Builder::new(platform, Exchange::new(protocol, http))
    }

    /// Polls by a closure that is given the cursor to begin behind, and fetches a page. All promises are the same: the
    /// closure only has to answer.
    ///
    /// An error means *try again*; a [`Failure`](pollhook_core::Failure) as the error says it more precisely. A closure
    /// that waits until there is something to tell may do so for as long as [`PollingSettings::long_for`] says; without
    /// a word that is 25 s. One that answers at once is asked once a second, or as [`PollingSettings::short`] says.
    ///
    /// ```
    /// use pollhook_core::{Cursor, Draft, Item, Page};
    /// use pollhook_polling::{Polling, PollingSettings};
    /// # use std::time::Duration;
    ///
    /// # fn main() -> Result<(), pollhook_core::SetupError> {
    /// let source = Polling::from_fn("numbers", |from: Option<Cursor>| async move {
    ///     let n: u64 = from.map_or(Ok(0), |cursor| cursor.as_str().parse())?;
    ///     let item = Item { draft: Draft::new(n.to_string(), "number", n.to_string()), after: None };
    ///     Ok(Page::new(vec![item], Some(Cursor::from(n + 1))))
    /// })
    /// .settings(PollingSettings::short(Duration::from_secs(1)))
    /// .build()?;
    /// # drop(source);
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_fn<F, A>(platform: &'static str, fetch: F) -> Builder
    where
        F: FnMut(Option<Cursor>) -> A + Send + 'static,
        A: Future<Output = Result<Page, BoxError>> + Send + 'static,
    {
        Builder::new(platform, FromFn(fetch))
    }
}

impl Builder {
    fn new(platform: &'static str, fetch: impl Fetch + 'static) -> Self {
        let settings = PollingSettings::default();
        Self { fetch: Box::new(fetch), platform, rules: Rules::new(), settings, store: None, seed: None }
    }

    /// What the platform allows: who holds the cursor, and how long it holds a question. Without this, the client holds
    /// the cursor.
    pub fn rules(mut self, rules: &Rules) -> Self {
        self.rules = rules.clone();
        self
    }

    /// How to poll.
    pub fn settings(mut self, settings: PollingSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Where the cursor survives a restart, and under which key. Without this it does not. Where the server holds the
    /// cursor nothing is kept, and this changes nothing.
    pub fn store(mut self, store: Arc<dyn CursorStore>, key: CursorKey) -> Self {
        self.store = Some((store, key));
        self
    }

    /// Makes every pause that is drawn by chance the same in each run, for tests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// When they cannot work; the text names the figure that would do.
    pub fn build(self) -> Result<Polling, SetupError> {
        let pace = self.settings.pace(&self.rules)?;
        let (store, key) = self.store.unwrap_or_else(|| (Arc::new(MemoryCursors::default()), alone(self.platform)));
        Ok(Polling {
            fetch: self.fetch,
            platform: self.platform,
            consumes: self.rules.consumes,
            pace,
            give_up_taken_after: self.settings.give_up_taken_after,
            store,
            key,
            seed: self.seed,
            epoch: None,
        })
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("platform", &self.platform)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// The key in a store of one's own.
fn alone(platform: &'static str) -> CursorKey {
    CursorKey { bot: "".into(), platform: platform.into(), api: "".into(), kind: "".into() }
}

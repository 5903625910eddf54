//! What a bot does: handlers, in the order in which they are asked.
//!
//! ```
//! use pollhook_dispatcher::{App, Filter, Reply, Text, command, message};
//!
//! async fn start(reply: Reply) -> Result<(), pollhook_core::Error> {
//!     reply.text("Say something.").await?;
//!     Ok(())
//! }
//!
//! async fn echo(Text(text): Text, reply: Reply) -> Result<(), pollhook_core::Error> {
//!     reply.text(text).await?;
//!     Ok(())
//! }
//!
//! let app = App::new().on(command("start"), start).on(message().with_text(), echo);
//! # let _ = app;
//! ```

use std::panic::Location;
use std::sync::Arc;

use pollhook_core::{BoxError, Context};
use tower::{Layer, Service};

use crate::filter::{Commands, Everything, Filter, Within};
use crate::handler::{Bound, Callable, FromArgs};
use crate::help::Help;
use crate::hooks::{Buried, Choice, Failed, Hooks};
use crate::layer::{Endpoint, Wrap, wrap};
use crate::outcome::{Handled, IntoOutcome};
use crate::route::{Route, RouteName, RouteOptions};

/// Handlers and what decides between them. The first route that matches an event handles it, and no other.
///
/// Clones share the state, and are otherwise apart: several bots may have the same handlers.
#[must_use = "an app does nothing until it is run"]
pub struct App<S = ()> {
    state: Arc<S>,
    group: Group,
}

/// An app without its state: handlers hold that already.
#[derive(Clone, Default)]
struct Group {
    entries: Vec<(Arc<dyn Filter>, Entry)>,
    fallback: Option<Leaf>,
    layers: Vec<Wrap>,
    hooks: Hooks,
}

#[derive(Clone)]
enum Entry {
    Leaf(Leaf),
    Group(Group),
}

#[derive(Clone)]
struct Leaf {
    name: RouteName,
    does: Does,
    options: RouteOptions,
}

#[derive(Clone)]
enum Does {
    Call(Endpoint),
    /// What it says is known only when all routes are.
    Help,
}

impl App {
    /// An app without state.
    pub fn new() -> Self {
        Self::with_state(())
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Send + Sync + 'static> App<S> {
    /// An app whose handlers share `state`; they take it, or a part of it, by [`State`](crate::State).
    pub fn with_state(state: S) -> Self {
        Self { state: Arc::new(state), group: Group::default() }
    }

    /// Handles events that match `filter`, unless an earlier route does.
    #[track_caller]
    pub fn on<A, H>(mut self, filter: impl Filter, handler: H) -> Self
    where
        A: FromArgs<S> + 'static,
        H: Callable<A>,
        H::Ret: Future + Send + 'static,
        <H::Ret as Future>::Output: IntoOutcome,
    {
        let leaf = self.leaf(Location::caller(), handler);
        self.group.entries.push((Arc::new(filter), Entry::Leaf(leaf)));
        self
    }

    /// Answers this command with a list of all commands that say [what they are for](Commands::about), in the order in
    /// which they were registered.
    ///
    /// ```
    /// # use pollhook_dispatcher::{App, command};
    /// # async fn order() {}
    /// let app = App::new()
    ///     .on(command("order").about("order something to eat"), order)
    ///     .help(command("help").about("what I can do"));
    /// # let _ = app;
    /// ```
    #[track_caller]
    pub fn help(mut self, command: Commands) -> Self {
        let name = RouteName { handler: "help", at: Location::caller() };
        let leaf = Leaf { name, does: Does::Help, options: RouteOptions::default() };
        self.group.entries.push((Arc::new(command), Entry::Leaf(leaf)));
        self
    }

    /// Handles events that no route matches. A nested app's fallback takes what matches the nest and none of its routes.
    #[track_caller]
    pub fn fallback<A, H>(mut self, handler: H) -> Self
    where
        A: FromArgs<S> + 'static,
        H: Callable<A>,
        H::Ret: Future + Send + 'static,
        <H::Ret as Future>::Output: IntoOutcome,
    {
        self.group.fallback = Some(self.leaf(Location::caller(), handler));
        self
    }

    /// Puts another app's routes here, for events that match `filter`. It keeps its own state, layers and hooks; what
    /// none of its routes matches goes on to the routes after it.
    pub fn nest<T>(mut self, filter: impl Filter, app: App<T>) -> Self {
        self.group.entries.push((Arc::new(filter), Entry::Group(app.group)));
        self
    }

    /// Puts a `tower` layer around all handlers of this app, those of nested apps and the fallback included. The first
    /// one is the outermost: the list reads in the order in which an event travels.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Endpoint> + Send + Sync + 'static,
        L::Service: Service<Context, Response = Handled> + Clone + Send + Sync + 'static,
        <L::Service as Service<Context>>::Error: Into<BoxError>,
        <L::Service as Service<Context>>::Future: Send + 'static,
    {
        self.group.layers.push(wrap(layer));
        self
    }

    /// Is told of each call that failed, before it is decided what becomes of the event; may tell the user, and choose.
    /// It is cut off after five seconds.
    pub fn on_error<F, Fut>(mut self, hook: F) -> Self
    where
        F: Fn(Failed) -> Fut + Send + Sync + 'static,
        Fut: Future + Send + 'static,
        Fut::Output: Into<Choice>,
    {
        self.group.hooks.on_error = Some(Arc::new(move |failed| {
            let work = hook(failed);
            Box::pin(async move { work.await.into() })
        }));
        self
    }

    /// Is told of each event that has become a dead letter, after it was kept. It is cut off after five seconds.
    pub fn on_dead_letter<F, Fut>(mut self, hook: F) -> Self
    where
        F: Fn(Buried) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.group.hooks.on_dead_letter = Some(Arc::new(move |buried| Box::pin(hook(buried))));
        self
    }

    fn leaf<A, H>(&self, at: &'static Location<'static>, handler: H) -> Leaf
    where
        A: FromArgs<S> + 'static,
        H: Callable<A>,
        H::Ret: Future + Send + 'static,
        <H::Ret as Future>::Output: IntoOutcome,
    {
        let name = RouteName { handler: std::any::type_name::<H>(), at };
        let options = handler.options();
        let endpoint = Endpoint::new(Bound::new(handler, Arc::clone(&self.state)));
        Leaf { name, does: Does::Call(endpoint), options }
    }
}

impl<S> App<S> {
    /// The same app for where apps of several states stand side by side: its handlers keep their state, and what is added
    /// from now on has none.
    pub fn without_state(self) -> App {
        App { state: Arc::new(()), group: self.group }
    }

    /// Every route with its filter, in the order in which they are asked.
    pub(crate) fn filters(&self) -> Vec<(RouteName, Arc<dyn Filter>)> {
        let mut filters = Vec::new();
        self.group.walk(&Around::default(), &mut |leaf, filter, _| filters.push((leaf.name, filter)));
        filters
    }

    /// The routes as the dispatcher runs them, and the hooks for what has no route.
    pub(crate) fn into_routes(self) -> (Vec<Route>, Hooks) {
        let mut routes = Vec::new();
        let help = Help::with(&self.commands());
        self.group.walk(&Around::default(), &mut |leaf, filter, around| {
            let endpoint = match &leaf.does {
                Does::Call(endpoint) => endpoint.clone(),
                Does::Help => Endpoint::new(help.clone()),
            };
            let endpoint = around.layers.iter().rev().fold(endpoint, |inner, wrap| wrap(inner));
            routes.push(Route::new(leaf.name, filter, endpoint, &leaf.options, around.hooks.clone()));
        });
        (routes, self.group.hooks)
    }
}

impl<S> Clone for App<S> {
    fn clone(&self) -> Self {
        Self { state: Arc::clone(&self.state), group: self.group.clone() }
    }
}

impl<S> std::fmt::Debug for App<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let routes: Vec<_> = self.filters().iter().map(|(name, _)| name.to_string()).collect();
        f.debug_struct("App").field("routes", &routes).finish_non_exhaustive()
    }
}

/// What the groups around a route say about it.
#[derive(Clone, Default)]
struct Around {
    filter: Option<Arc<dyn Filter>>,
    /// The outermost first.
    layers: Vec<Wrap>,
    hooks: Hooks,
}

impl Group {
    fn walk(&self, outside: &Around, visit: &mut impl FnMut(&Leaf, Arc<dyn Filter>, &Around)) {
        let around = Around {
            filter: outside.filter.clone(),
            layers: outside.layers.iter().chain(&self.layers).cloned().collect(),
            hooks: self.hooks.or(&outside.hooks),
        };
        for (filter, entry) in &self.entries {
            let filter = around.within(filter);
            match entry {
                Entry::Leaf(leaf) => visit(leaf, filter, &around),
                Entry::Group(group) => group.walk(&Around { filter: Some(filter), ..around.clone() }, visit),
            }
        }
        if let Some(leaf) = &self.fallback {
            let filter = around.filter.clone().unwrap_or_else(|| Arc::new(Everything));
            visit(leaf, filter, &around);
        }
    }
}

impl Around {
    fn within(&self, filter: &Arc<dyn Filter>) -> Arc<dyn Filter> {
        match &self.filter {
            Some(outer) => Arc::new(Within(Arc::clone(outer), Arc::clone(filter))),
            None => Arc::clone(filter),
        }
    }
}

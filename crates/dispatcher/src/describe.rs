//! What an app says of itself before there is an event: its routes, its commands, and what is wrong with them.

use compact_str::CompactString;
use pollhook_core::{Kind, View};

use crate::app::App;
use crate::filter::{Description, NamedCommand};

impl<S> App<S> {
    /// Every route in the order in which they are asked, as they are on the platform of this view.
    #[must_use]
    pub fn routes(&self, view: &dyn View) -> Vec<RouteInfo> {
        let routes = self.filters().into_iter().map(|(name, filter)| {
            let kinds = filter.scope(view).kinds_named().map(|kinds| kinds.iter().cloned().collect());
            let mut description = Description::default();
            filter.describe(&mut description);
            let commands = description.commands().iter().map(|command| command.name.clone()).collect();
            RouteInfo { name: name.to_string(), kinds, commands }
        });
        routes.collect()
    }

    /// The commands of all routes, each once, in order of registration: for the platform's menu.
    #[must_use]
    pub fn commands(&self) -> Vec<NamedCommand> {
        let mut all = Description::default();
        self.filters().iter().for_each(|(_, filter)| filter.describe(&mut all));
        let mut commands: Vec<NamedCommand> = Vec::new();
        for command in all.commands() {
            match commands.iter_mut().find(|known| known.name == command.name) {
                // One route for `/start` with a payload and one without are one command to users.
                Some(known) => known.about = known.about.take().or_else(|| command.about.clone()),
                None => commands.push(command.clone()),
            }
        }
        commands
    }

    /// Whether each route is written in a way that can be meant.
    ///
    /// # Errors
    /// The first that is not, and why.
    pub fn check(&self) -> Result<(), BadRoute> {
        for (name, filter) in self.filters() {
            let mut description = Description::default();
            filter.describe(&mut description);
            if let Some(why) = description.flaws().first() {
                return Err(BadRoute { route: name.to_string(), why: why.clone() });
            }
        }
        Ok(())
    }
}

/// A route, as it can be shown.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct RouteInfo {
    /// The handler, and where it was registered.
    pub name: String,
    /// The kinds of events that can come to it; `None` stands for all.
    pub kinds: Option<Vec<Kind>>,
    /// The commands that it is about.
    pub commands: Vec<CompactString>,
}

/// A route whose filter is written in a way that cannot be meant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BadRoute {
    route: String,
    why: String,
}

impl std::fmt::Display for BadRoute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the route {} can match nothing: {}", self.route, self.why)
    }
}

impl std::error::Error for BadRoute {}

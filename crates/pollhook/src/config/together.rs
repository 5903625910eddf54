//! What the bots of one process must not share, and what must not be in each other's way.

use pollhook_core::ExposeSecret;
use url::Url;

use super::BotConfig;
use super::address;
use super::error::Problem;
use super::settings::{Bot, Mode, Process, Settings};

/// What is wrong with these bots in one process.
pub(super) fn problems(bots: &[BotConfig], process: &Process) -> Vec<Problem> {
    let bots: Vec<_> = bots.iter().map(|bot| &bot.settings).collect();
    let ports = bots.iter().filter_map(|bot| two_owners(bot, process));
    let pairs = bots.iter().enumerate().flat_map(|(at, one)| bots[at + 1..].iter().map(move |other| (*one, *other)));
    let clashes = pairs.flat_map(|(one, other)| [one_name(one, other), one_path(one, other), one_queue(one, other)]);
    ports.chain(clashes.flatten()).collect()
}

/// The bot cannot listen where its platform's server does.
fn two_owners(settings: &Settings, process: &Process) -> Option<Problem> {
    let listen = process.server.listen.filter(|listen| settings.mode == Mode::Webhook && listen.port() != 0)?;
    let port = listen.port();
    let theirs = Url::parse(&settings.bot.api).is_ok_and(|api| address::is_local(&api, port));
    theirs.then(|| {
        let text = format!("port {port} has two owners: server.listen, and the platform's server at bot.api");
        Problem::new(process.server.listen_line, text)
    })
}

/// Logs, letters and cursors tell bots apart by it.
fn one_name(one: &Settings, other: &Settings) -> Option<Problem> {
    let name = &one.bot.name;
    let text = || format!("two bots are called {name:?}{}: give each its own name", also(one.bot.name_line));
    (other.bot.name == *name).then(|| Problem::new(other.bot.name_line, text()))
}

fn one_path(one: &Settings, other: &Settings) -> Option<Problem> {
    if (one.mode, other.mode) != (Mode::Webhook, Mode::Webhook) {
        return None;
    }
    let (first, second) = (one.webhook.as_ref()?, other.webhook.as_ref()?);
    // The path is not shown: a token may be part of it.
    let text = || {
        let (one, other, first) = (&one.bot.name, &other.bot.name, also(first.path_line));
        format!("{other:?} receives at the path of {one:?}{first}: give it a `url`, or a `path`, of its own")
    };
    (first.path == second.path).then(|| Problem::new(second.path_line, text()))
}

/// Where a platform serves one consumer, the two would take each other's events.
fn one_queue(one: &Settings, other: &Settings) -> Option<Problem> {
    let key = |bot: &Bot| (bot.platform.name(), bot.api.clone(), bot.token.expose_secret().to_owned());
    let clash = one.bot.platform.rules().exclusive && key(&one.bot) == key(&other.bot);
    let text = || {
        let (one, other, first) = (&one.bot.name, &other.bot.name, also(one.bot.token_line));
        format!("{other:?} has the token of {one:?}{first}, so each would take the other's events: remove one of them")
    };
    clash.then(|| Problem::new(other.bot.token_line, text()))
}

fn also(line: Option<usize>) -> String {
    line.map(|line| format!(" (see line {line})")).unwrap_or_default()
}

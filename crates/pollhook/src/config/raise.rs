//! Plain values raised to typed settings, and every check that a start would otherwise fail at.
//!
//! Each section reads all of its keys before it gives up, so that all its problems are told at once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Extra, Platform, SecretString};
use pollhook_dispatcher::Backoff;

use super::address;
use super::duration;
use super::effective::Origin;
use super::load::Loader;
use super::nearest::suggest;
use super::read::Reader;
use super::settings::{Bot, Dispatch, Letters, Mode, Polling, Process, Promise, Server, Settings, Webhook, setup};
use super::written;

/// Reads a bot; `None` when something is wrong, which the reader has noted.
pub(super) fn bot(reader: &mut Reader<'_>, flags: &Loader) -> Option<Settings> {
    let mode = mode(reader, flags);
    let promise = promise(reader);
    let bot = identity(reader, flags);
    let platform = bot.as_ref().map(|bot| &*bot.platform);
    let polling = polling(reader, mode, platform);
    // A way that the platform does not have lacks nothing more.
    let webhook = if has_door(reader, mode, bot.as_ref()) { webhook(reader) } else { None };
    let dispatch = dispatch(reader);
    let dead_letters = dead_letters(reader);
    let (mode, bot) = (mode?, bot?);
    protocol(reader, mode, &bot, webhook.as_ref());
    Some(Settings { bot, mode, promise: promise?, polling: polling?, webhook, dispatch: dispatch?, dead_letters })
}

/// Reads what is of the process.
pub(super) fn process(reader: &mut Reader<'_>) -> Option<Process> {
    let drain = reader.duration("drain");
    let server = server(reader);
    Some(Process { server: server?, drain: drain? })
}

fn mode(reader: &mut Reader<'_>, flags: &Loader) -> Option<Mode> {
    let mode = match flags.mode {
        Some(mode) => {
            reader.note("source.mode", format!("{:?}", mode.name()), Origin::Flag("--mode, or POLLHOOK_SOURCE_MODE"));
            mode
        }
        None => reader.choice("source.mode", Mode::named)?,
    };
    reader.within(mode);
    if !mode.is_built_in() {
        reader.problem(
            "source.mode",
            format!("this program was built without the feature `{}` of pollhook", mode.name()),
        );
    }
    Some(mode)
}

fn promise(reader: &mut Reader<'_>) -> Option<Promise> {
    let promise = reader.choice("source.ack", |word| match word {
        "received" => Some(Some(Promise::Received)),
        "handled" => Some(Some(Promise::Handled)),
        "stored" => Some(None),
        _ => None,
    })?;
    if promise.is_none() {
        let text = r#"source.ack = "stored" needs an inbox, which is not there yet: write "handled""#;
        reader.problem("source.ack", text);
    }
    promise
}

fn identity(reader: &mut Reader<'_>, flags: &Loader) -> Option<Bot> {
    let platform = reader.text("bot.platform").and_then(|name| platform(reader, flags, &name));
    let extras = platform.as_ref().map(|platform| extras(reader, &**platform));
    let token = reader.secret("bot.token");
    let api = address::read(reader, "bot.api").map(|(_, text)| text);
    let name = reader.text("bot.name");
    let take_over = reader.flag("bot.take_over");
    let platform = platform?;
    if api.is_none() && reader.line("bot.api").is_none() {
        reader.note("bot.api", format!("{:?}", platform.default_api()), Origin::From("the platform's own"));
    }
    if name.is_none() && reader.line("bot.name").is_none() {
        if reader.begins().is_some() {
            reader.lacks("bot", "name", "where there are several, each has its own, as in name = \"shop\"");
        }
        reader.note("bot.name", format!("{:?}", platform.name()), Origin::From("the platform's name"));
    }
    if flags.take_over {
        reader.note("bot.take_over", "true", Origin::Flag("--take-over"));
    }
    Some(Bot {
        token: token?,
        token_line: reader.line("bot.token"),
        api: api.unwrap_or_else(|| platform.default_api().to_owned()),
        name: name.unwrap_or_else(|| platform.name().to_owned()),
        name_line: reader.line("bot.name").or(reader.begins()),
        take_over: take_over? || flags.take_over,
        extras: extras?,
        platform,
    })
}

/// What the platform asks for beyond a token.
fn extras(reader: &mut Reader<'_>, platform: &dyn Platform) -> BTreeMap<&'static str, SecretString> {
    reader.adopt(platform.extras());
    let read = |extra: &Extra| {
        let path = format!("bot.{}", extra.name);
        let value = if extra.secret { reader.secret(&path)? } else { reader.text(&path)?.into() };
        Some((extra.name, value))
    };
    platform.extras().iter().filter_map(read).collect()
}

fn platform(reader: &mut Reader<'_>, flags: &Loader, name: &str) -> Option<Arc<dyn Platform>> {
    let platform = flags.named(name);
    if platform.is_none() {
        let hint = suggest(name, &flags.platform_names(), |name| format!("{name:?}"));
        reader.problem("bot.platform", format!("bot.platform = {name:?} is not known: {hint}"));
    }
    platform
}

fn polling(reader: &mut Reader<'_>, mode: Option<Mode>, platform: Option<&dyn Platform>) -> Option<Polling> {
    let long = reader.choice("polling.style", |word| match word {
        "long" => Some(true),
        "short" => Some(false),
        _ => None,
    });
    let asked = reader.duration("polling.timeout");
    let interval = reader.duration("polling.interval");
    let cursors = file(reader, "polling.cursors", "cursors.json");
    let (platform, long, interval) = (platform?, long?, interval?);
    let most = platform.rules().poll_hold;
    // What stands at the top is for bots of every platform, also for those that hold no question, or are not asked.
    let asked = asked.filter(|_| !most.is_zero());
    match asked {
        Some(_) if mode != Some(Mode::Polling) => {}
        Some(asked) if asked > most => {
            let (asked, most, name) = (duration::show(asked), duration::show(most), platform.name());
            let text = format!("polling.timeout = \"{asked}\" is too long: {name} holds a question for {most} at most");
            reader.problem("polling.timeout", text);
        }
        Some(asked) if long && asked < SHORTEST_HOLD => {
            let text = "polling.timeout is too short for the long style: write \"1s\" or more, or style = \"short\"";
            reader.problem("polling.timeout", text);
        }
        None if most.is_zero() => {
            reader.note("polling.timeout", "\"0s\"", Origin::From("the platform answers at once"));
        }
        None if reader.line("polling.timeout").is_none() => {
            let shown = format!("{:?}", duration::show(most));
            reader.note("polling.timeout", shown, Origin::From("the longest that the platform allows"));
        }
        _ => {}
    }
    if interval < SHORTEST_INTERVAL {
        reader.problem("polling.interval", "polling.interval is too short: no platform bears less than \"10ms\"");
    }
    Some(Polling { hold: long.then(|| asked.unwrap_or(most)), interval, cursors })
}

fn webhook(reader: &mut Reader<'_>) -> Option<Webhook> {
    let url = address::read(reader, "webhook.url");
    let path = reader.text("webhook.path");
    let secrets = reader.secrets("webhook.secret");
    let remove_on_stop = reader.choice("webhook.on_stop", |word| match word {
        "keep" => Some(false),
        "remove" => Some(true),
        _ => None,
    });
    if path.as_ref().is_some_and(|path| !path.starts_with('/')) {
        reader.problem("webhook.path", "webhook.path begins with a slash, as in \"/hook\"");
    }
    let (parsed, url) = url?;
    if path.is_none() && reader.line("webhook.path").is_none() {
        reader.note("webhook.path", written::text(parsed.path()), Origin::From("the path of `url`"));
    }
    let path = path.unwrap_or_else(|| parsed.path().to_owned());
    let path_line = reader.line("webhook.path").or_else(|| reader.line("webhook.url"));
    Some(Webhook { url, path, path_line, secrets, remove_on_stop: remove_on_stop? })
}

fn server(reader: &mut Reader<'_>) -> Option<Server> {
    let listen = reader.text("server.listen");
    let trusted_proxies = reader.texts("server.trusted_proxies");
    let max_connections = reader.count("server.max_connections");
    let listen = match listen?.as_str() {
        "off" => None,
        text => match text.parse::<SocketAddr>() {
            Ok(address) => Some(address),
            Err(_) => {
                let hint = r#"write an address and a port, as in "127.0.0.1:8080" or "[::]:8080", or "off""#;
                reader.problem("server.listen", format!("server.listen = {text:?} cannot be: {hint}"));
                return None;
            }
        },
    };
    let trusted_proxies = trusted_proxies.filter(|networks| are_networks(reader, networks));
    let max_connections = usize::try_from(max_connections?).unwrap_or(usize::MAX);
    let listen_line = reader.line("server.listen");
    Some(Server { listen, listen_line, trusted_proxies: trusted_proxies?, max_connections })
}

fn dispatch(reader: &mut Reader<'_>) -> Option<Dispatch> {
    let in_flight = reader.count("dispatch.in_flight");
    let timeout = reader.duration("dispatch.timeout");
    let attempts = reader.count("dispatch.attempts");
    let retry_for = reader.duration("dispatch.retry_for");
    let backoff = backoff(reader);
    let deliver_own = reader.choice("dispatch.own_events", |word| match word {
        "skip" => Some(false),
        "deliver" => Some(true),
        _ => None,
    });
    if timeout.is_some_and(|timeout| timeout.is_zero()) {
        reader.problem("dispatch.timeout", "dispatch.timeout cannot be zero: no handler could end in time");
    }
    Some(Dispatch {
        in_flight: usize::try_from(in_flight?).unwrap_or(usize::MAX),
        timeout: timeout?,
        attempts: u32::try_from(attempts?).unwrap_or(u32::MAX),
        retry_for: retry_for?,
        backoff: backoff?,
        deliver_own: deliver_own?,
    })
}

fn backoff(reader: &mut Reader<'_>) -> Option<Backoff> {
    let first = reader.duration("dispatch.backoff");
    let most = reader.duration("dispatch.backoff_most");
    let (first, most) = (first?, most?);
    if most < first {
        // Told at the one that is written; the other may be a default.
        let written = reader.line("dispatch.backoff_most").map_or("dispatch.backoff", |_| "dispatch.backoff_most");
        reader.problem(written, "dispatch.backoff_most is less than dispatch.backoff: a pause never shrinks");
    }
    Some(Backoff { first, most })
}

fn dead_letters(reader: &mut Reader<'_>) -> Letters {
    let path = file(reader, "dead_letters.path", "dead-letters.jsonl");
    if path.as_os_str() == "off" { Letters::Off } else { Letters::File(path) }
}

/// A file that stands beside the config when nothing else is said.
fn file(reader: &mut Reader<'_>, path: &'static str, name: &'static str) -> PathBuf {
    reader.text(path).map_or_else(
        || {
            if reader.line(path).is_none() {
                reader.note(path, format!("{name:?}"), Origin::From("default, beside the config"));
            }
            name.into()
        },
        PathBuf::from,
    )
}

/// Whether the platform has such a way, as far as both are known.
fn has_door(reader: &mut Reader<'_>, mode: Option<Mode>, bot: Option<&Bot>) -> bool {
    let (Some(mode), Some(bot)) = (mode, bot) else { return true };
    let (platform, setup) = (&bot.platform, setup(bot, None));
    let has = match mode {
        Mode::Polling => platform.poll(&setup).is_some(),
        Mode::Webhook => platform.webhook(&setup).is_some(),
    };
    if !has {
        let (word, name) = (mode.name(), platform.name());
        let instead = platform.instead_of(mode.door()).map(|what| format!(": {what}")).unwrap_or_default();
        reader.problem("source.mode", format!("source.mode = {word:?} cannot be: {name} has no such way{instead}"));
    }
    has
}

/// Lets the platform judge what it would be used with, so that a secret it cannot use is told with its line.
fn protocol(reader: &mut Reader<'_>, mode: Mode, bot: &Bot, webhook: Option<&Webhook>) {
    if mode == Mode::Webhook && webhook.is_none() {
        return;
    }
    let setup = setup(bot, webhook);
    let (path, judged) = match mode {
        Mode::Polling => ("source.mode", bot.platform.poll(&setup).and_then(Result::err)),
        Mode::Webhook => ("webhook.secret", bot.platform.webhook(&setup).and_then(Result::err)),
    };
    let Some(error) = judged else { return };
    let about = |extra: &&Extra| error.0.starts_with(&format!("`{} =", extra.name));
    let extra = bot.platform.extras().iter().find(about).map(|extra| format!("bot.{}", extra.name));
    let path = extra.as_deref().unwrap_or(path);
    if !reader.is_wrong(path) && !reader.unclear {
        reader.problem(path, format!("{path}: {error}"));
    }
}

#[cfg(feature = "webhook")]
fn are_networks(reader: &mut Reader<'_>, texts: &[String]) -> bool {
    let wrong = texts.iter().find_map(|text| text.parse::<pollhook_webhook::Network>().err());
    if let Some(error) = &wrong {
        reader.problem("server.trusted_proxies", format!("server.trusted_proxies: {error}"));
    }
    wrong.is_none()
}

/// Nobody listens in such a program.
#[cfg(not(feature = "webhook"))]
fn are_networks(_: &mut Reader<'_>, _: &[String]) -> bool {
    true
}

/// What the poller itself would refuse.
const SHORTEST_HOLD: Duration = Duration::from_secs(1);
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);

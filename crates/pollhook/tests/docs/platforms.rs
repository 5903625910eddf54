//! `docs/platforms.md`: the platforms side by side, as their rules and halves say it.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use pollhook::core::{
    Act, Button, Consumes, Door, HeaderMap, HeaderName, HeaderValue, Late, Limit, Media, Method, Now, Order, Out,
    Parts, Place, Platform, Posted, ReplyProtocol, Setup, Uri, WebhookProtocol, What,
};

use crate::document;

#[test]
fn the_table_of_platforms_is_what_their_rules_say() {
    document::holds("platforms.md", &table());
}

#[test]
fn every_platform_has_a_part_of_its_own() {
    let text = document::read("platforms.md");
    for name in pollhook_platforms::names() {
        assert!(text.contains(&format!("`platform = \"{name}\"`")), "{name}");
    }
}

type Row = (&'static str, fn(&Known) -> String);

/// A row without a cell is a heading.
const ROWS: &[(&str, &[Row])] = &[
    (
        "Events",
        &[
            ("by polling", |known| mark(known.polls)),
            ("by webhook", |known| mark(known.hook.is_some())),
            ("both doors tell the same events, under the same ids", |known| {
                known.with(Both, yes(known.rules().same_events))
            }),
            ("one consumer only: doors and pollers exclude each other", |known| {
                known.with(Polling, yes(known.rules().exclusive))
            }),
            ("order that the platform keeps", order),
            ("kinds that can be subscribed", |known| known.platform.kinds().len().to_string()),
        ],
    ),
    (
        "Filters, and the kinds that they hear",
        &[
            ("`message()`, `command(..)`, `photo()`, …", |known| kinds(known, What::Message)),
            ("`command(\"start\")`, beside these", |known| kinds(known, What::Opened)),
            ("`edited()`", |known| kinds(known, What::Edited)),
            ("`channel_post()`", |known| kinds(known, What::ChannelPost)),
            ("`press(..)`", |known| kinds(known, What::Press)),
            ("`joined()`, `left()`", |known| kinds(known, What::Joined)),
            ("the menu of commands", |known| {
                let shows = known.platform.menu(&known.bare).is_some();
                if shows { "is set at the start".into() } else { NONE.into() }
            }),
        ],
    ),
    (
        "Polling",
        &[
            ("who keeps how far the bot has come", |known| known.with(Polling, consumes(known))),
            ("a question is held for", |known| known.with(Polling, hold(known.rules().poll_hold))),
        ],
    ),
    (
        "Webhook",
        &[
            ("proves itself by", proof),
            ("is registered", |known| known.with(Webhook, registered(known))),
            ("is answered within", |known| {
                known.with(Webhook, known.rules().ack_within.map_or("any time".into(), span))
            }),
            ("whose handler is late gets", |known| known.with(Webhook, late(known.rules().late))),
            ("what was not taken comes again for", |known| {
                known.with(Webhook, known.rules().redelivers.map_or("never".into(), span))
            }),
            ("a body has at most", |known| known.with(Webhook, format!("{} MiB", known.rules().body_limit >> 20))),
            ("requests at a time, which the bot may choose", |known| {
                known.with(Webhook, most(known.rules().max_connections))
            }),
        ],
    ),
    (
        "Speaking",
        &[
            ("what `reply` can send", says),
            ("a text has at most, in characters", longest),
            ("messages are sent, at most", pace),
            ("any other method, by `call`", |known| mark(known.replies().is_some_and(|replies| calls(&*replies)))),
            ("who the bot is", |known| {
                if known.platform.identify(&known.bare).is_some() {
                    "is asked at the start".into()
                } else {
                    NONE.into()
                }
            }),
        ],
    ),
    (
        "Config",
        &[
            ("keys that it adds to `[bot]`", extras),
            ("`api`, by default", |known| format!("`{}`", known.platform.default_api())),
        ],
    ),
];
use Needs::{Both, Polling, Webhook};

/// The kinds of which some are such a thing.
fn kinds(known: &Known, what: What) -> String {
    let kinds = known.platform.view(&known.bare).kinds(what);
    let kinds: Vec<_> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
    if kinds.is_empty() { NONE.into() } else { kinds.join(", ") }
}

/// The doors without which a row says nothing.
#[derive(Clone, Copy)]
enum Needs {
    Polling,
    Webhook,
    Both,
}

const NONE: &str = "–";

fn table() -> String {
    let known: Vec<Known> = pollhook_platforms::names().map(Known::of).collect();
    let mut text = String::from("\n| |");
    for known in &known {
        write!(text, " {} |", known.platform.name()).unwrap();
    }
    writeln!(text, "\n|---|{}", "---|".repeat(known.len())).unwrap();
    for (heading, rows) in ROWS {
        writeln!(text, "| **{heading}** |{}", " |".repeat(known.len())).unwrap();
        for (label, cell) in *rows {
            let cells: Vec<String> = known.iter().map(cell).collect();
            writeln!(text, "| {label} | {} |", cells.join(" | ")).unwrap();
        }
    }
    text.push('\n');
    text
}

/// A platform, and what its halves are made with.
struct Known {
    platform: Arc<dyn Platform>,
    /// Nothing but an address and a secret.
    bare: Setup,
    /// With what the config could say, as the platform's own examples have it.
    full: Setup,
    polls: bool,
    hook: Option<Arc<dyn WebhookProtocol>>,
}

impl Known {
    fn of(name: &str) -> Self {
        let platform = pollhook_platforms::find(name).unwrap();
        let mut bare = Setup::new(platform.default_api());
        bare.secrets = vec!["secret".into()];
        bare.url = Some("https://bot.example.org/hook".into());
        let mut full = bare.clone();
        for extra in platform.extras() {
            full.extras.insert(extra.name, extra.example.trim_matches('"').into());
        }
        let polls = platform.poll(&full).is_some();
        let hook = platform.webhook(&full).map(|hook| hook.expect("its own examples work"));
        Self { platform, bare, full, polls, hook }
    }

    fn rules(&self) -> &pollhook::core::Rules {
        self.platform.rules()
    }

    fn replies(&self) -> Option<Arc<dyn ReplyProtocol>> {
        self.platform.replies(&self.full)
    }

    /// The cell, where the platform has the doors of which it speaks.
    fn with(&self, needs: Needs, cell: String) -> String {
        let has = match needs {
            Polling => self.polls,
            Webhook => self.hook.is_some(),
            Both => self.polls && self.hook.is_some(),
        };
        if has { cell } else { NONE.into() }
    }
}

fn mark(has: bool) -> String {
    if has { "yes".into() } else { NONE.into() }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.into()
}

fn order(known: &Known) -> String {
    match known.rules().order {
        Order::PerKey => "within a chat",
        Order::Linear => "over all events",
        _ => "none",
    }
    .into()
}

fn consumes(known: &Known) -> String {
    match known.rules().consumes {
        Consumes::OnNextFetch => "the platform: the next question confirms",
        _ => "the bot: a cursor in a file",
    }
    .into()
}

fn hold(hold: Duration) -> String {
    if hold.is_zero() { "no time: each is answered at once".into() } else { span(hold) }
}

fn late(late: Late) -> String {
    match late {
        Late::AskAgain => "503, and its redelivery joins the handler",
        _ => "200, and runs on: `acked_early`",
    }
    .into()
}

fn most(connections: Option<u32>) -> String {
    connections.map_or_else(|| NONE.into(), |most| format!("up to {most}"))
}

fn span(span: Duration) -> String {
    match span.as_secs() {
        hours if hours >= 3600 && hours % 3600 == 0 => format!("{} h", hours / 3600),
        seconds => format!("{seconds} s"),
    }
}

/// Whether the bot registers its webhook itself, and by which word of the config.
fn registered(known: &Known) -> String {
    let with = |setup: &Setup| known.platform.registration(setup).is_some();
    if with(&known.bare) {
        return "by the bot".into();
    }
    let enough = known.platform.extras().iter().find(|extra| {
        let mut setup = known.bare.clone();
        setup.extras.insert(extra.name, extra.example.trim_matches('"').into());
        with(&setup)
    });
    enough.map_or_else(|| "by hand".into(), |extra| format!("by the bot, with `{}`; else by hand", extra.name))
}

/// Which header a request proves itself by, found by asking the protocol: it says something else as soon as one is there.
fn proof(known: &Known) -> String {
    let Some(hook) = &known.hook else { return NONE.into() };
    let without = heard(&**hook, None);
    let named = PROOFS.iter().find(|(header, value, _)| heard(&**hook, Some((*header, *value))) != without);
    let (header, _, how) = named.expect("its header is among the known ones");
    format!("{how} in `{header}`")
}

/// Headers, what could stand there, and how such a value proves anything.
const PROOFS: [(&str, &str, &str); 2] = [
    ("x-telegram-bot-api-secret-token", "another", "the secret itself"),
    (
        "x-hub-signature-256",
        "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        "the body's HMAC-SHA256",
    ),
];

/// Why a request is refused by its head; `None` when it is not.
fn heard(hook: &dyn WebhookProtocol, header: Option<(&'static str, &'static str)>) -> Option<&'static str> {
    let header = header.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    let headers: HeaderMap = header.into_iter().collect();
    let parts = Parts { method: Method::POST, uri: Uri::from_static("/hook"), headers };
    hook.head(&parts, now()).err().map(|refusal| refusal.why)
}

fn now() -> Now {
    use pollhook::core::Clock;
    pollhook_testkit::TestClock::new().now()
}

/// A place that could be one on any of the platforms: a chat's number, or an issue.
fn places() -> [Place; 2] {
    ["42", "octocat/hello-world#42"].map(|chat| {
        let mut place = Place::chat(chat);
        place.press = Some("press".into());
        place
    })
}

fn does(replies: &dyn ReplyProtocol, act: &Act) -> bool {
    places().iter().any(|to| replies.calls(to, act).is_ok())
}

fn says(known: &Known) -> String {
    let Some(replies) = known.replies() else { return NONE.into() };
    let out = || Out::text("hi");
    let posted = || Posted::new("1");
    let acts = [
        ("texts", Act::Send(out())),
        ("photos", Act::Send(out().photo(Media::url("https://example.org/a.jpg")))),
        ("documents", Act::Send(out().document(Media::url("https://example.org/a.pdf")))),
        ("buttons", Act::Send(out().row([Button::press("Yes", "yes")]))),
        ("edits", Act::Edit(posted(), out())),
        ("deletions", Act::Delete(posted())),
        ("reactions", Act::React(posted(), "👍".into())),
        ("“is typing”", Act::Typing),
        ("answers to presses", Act::Answer("hi".into())),
    ];
    let able: Vec<_> = acts.iter().filter(|(_, act)| does(&*replies, act)).map(|(name, _)| *name).collect();
    able.join(", ")
}

fn calls(replies: &dyn ReplyProtocol) -> bool {
    ["getMe", "GET /me"].iter().any(|method| replies.call(method, &serde_json::Value::Null).is_ok())
}

/// The longest text that is sent, found by trying.
fn longest(known: &Known) -> String {
    let Some(replies) = known.replies() else { return NONE.into() };
    let fits = |letters: usize| does(&*replies, &Act::Send(Out::text("x".repeat(letters))));
    let (mut good, mut bad) = (1, 1 << 20);
    if fits(bad) {
        return "what the platform takes".into();
    }
    while bad - good > 1 {
        let middle = usize::midpoint(good, bad);
        if fits(middle) { good = middle } else { bad = middle }
    }
    good.to_string()
}

/// How fast the bot speaks to the platform's own server.
fn pace(known: &Known) -> String {
    let limits = known.replies().map(|replies| replies.limits(None)).unwrap_or_default();
    let limit = |limit: &Limit| format!("{} in {}", limit.messages, span(limit.within));
    let limits: Vec<_> = limits.iter().map(limit).collect();
    if limits.is_empty() { NONE.into() } else { limits.join(", ") }
}

fn extras(known: &Known) -> String {
    let extras = known.platform.extras().iter().map(|extra| {
        let required = if extra.required { "required" } else { "optional" };
        let door = match extra.door {
            Some(Door::Polling) => ", for polling",
            Some(Door::Webhook) => ", for the webhook",
            None => "",
        };
        format!("`{}` ({required}{door})", extra.name)
    });
    let extras: Vec<_> = extras.collect();
    if extras.is_empty() { NONE.into() } else { extras.join(", ") }
}

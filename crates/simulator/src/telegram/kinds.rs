//! Every kind of update: whether it is in the default set, how long it is kept, what it is queued by.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

/// What the network knows of one kind of update.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Whether a bot gets it without asking.
    default: bool,
    /// Seconds for which it is kept.
    lifetime: u64,
    /// The family of queues that it joins, and where in the payload the number of the queue stands.
    queue: (&'static str, &'static str),
}

const DAY: u64 = 24 * 60 * 60;
const CHAT: (&str, &str) = ("chat", "/chat/id");

const fn by_default(name: &'static str, lifetime: u64, queue: (&'static str, &'static str)) -> Kind {
    Kind { name, default: true, lifetime, queue }
}

const fn on_request(name: &'static str, queue: (&'static str, &'static str)) -> Kind {
    Kind { name, default: false, lifetime: DAY, queue }
}

static KINDS: [Kind; 27] = [
    by_default("message", DAY, CHAT),
    by_default("edited_message", DAY, CHAT),
    by_default("channel_post", DAY, CHAT),
    by_default("edited_channel_post", DAY, CHAT),
    by_default("business_message", DAY, CHAT),
    by_default("edited_business_message", DAY, CHAT),
    by_default("guest_message", DAY, CHAT),
    by_default("business_connection", DAY, ("business_connection", "/user/id")),
    by_default("deleted_business_messages", DAY, CHAT),
    on_request("message_reaction", CHAT),
    on_request("message_reaction_count", CHAT),
    by_default("inline_query", 30, ("inline_query", "/from/id")),
    by_default("chosen_inline_result", 600, ("chosen_inline_result", "/from/id")),
    by_default("callback_query", 150, ("callback_query", "/from/id")),
    by_default("shipping_query", 150, ("payment", "/from/id")),
    by_default("pre_checkout_query", 150, ("payment", "/from/id")),
    by_default("purchased_paid_media", DAY, ("purchased_paid_media", "/from/id")),
    by_default("poll", DAY, ("poll", "/id")),
    by_default("poll_answer", DAY, ("poll", "/poll_id")),
    by_default("my_chat_member", DAY, CHAT),
    on_request("chat_member", ("member", "/from/id")),
    by_default("chat_join_request", DAY, ("member", "/from/id")),
    by_default("chat_boost", DAY, CHAT),
    by_default("removed_chat_boost", DAY, CHAT),
    by_default("managed_bot", DAY, ("managed_bot", "/user/id")),
    by_default("subscription", DAY, ("subscription", "/user/id")),
    by_default("stopped_message_generation", DAY, CHAT),
];

/// The kind of this name, if it is known.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// How long an update of this kind is kept.
pub(crate) fn lifetime(name: &str) -> Duration {
    Duration::from_secs(kind(name).map_or(DAY, |kind| kind.lifetime))
}

/// What order is kept within when updates are pushed. `None`: the update has a queue of its own.
pub(crate) fn queue_key(name: &str, payload: &Value) -> Option<Arc<str>> {
    let (family, path) = kind(name).map_or(CHAT, |kind| kind.queue);
    let number = match payload.pointer(path)? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    Some(format!("{family}:{number}").into())
}

/// Which kinds a bot wants.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Allowed(Option<Vec<&'static str>>);

impl Allowed {
    /// Reads the parameter. `None`: it is absent or makes no sense, so what held before holds on.
    pub(crate) fn parse(list: Option<&Value>) -> Option<Self> {
        let names: Vec<_> = list?.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
        let known: Vec<_> = names.into_iter().filter_map(kind).map(|kind| kind.name).collect();
        Some(Self((!known.is_empty()).then_some(known)))
    }

    /// Whether an update of this kind is queued. Kinds that nobody has heard of are: they are made to test clients.
    pub(crate) fn admits(&self, name: &str) -> bool {
        let Some(kind) = kind(name) else { return true };
        self.0.as_ref().map_or(kind.default, |names| names.contains(&kind.name))
    }

    /// The names, unless it is the default set.
    pub(crate) fn names(&self) -> Option<&[&'static str]> {
        self.0.as_deref()
    }
}

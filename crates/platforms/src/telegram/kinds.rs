//! Every kind of update: what it is ordered by, how long it is worth an answer, whether it is sent unasked.
//!
//! A key is what the server itself queues by (telegram-bot-api, `Client.cpp`, the queue id of each kind), so that our
//! order is its order: the chat where there is one, else the user, salted by the kind, because a press is not to wait for
//! a message of the same user. Where the server splits a chat's queue by kind (reactions, boosts, membership), one key
//! serves all of them: a stricter order, which costs nothing and is what a reader expects.

use std::time::Duration;

use compact_str::{CompactString, ToCompactString, format_compact};

use super::update::About;

/// What is known of one kind.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// For how long after it happened the platform listens; `None` for those that wait a whole day.
    pub(super) lifetime: Option<Duration>,
    key: By,
    /// Whether it is sent to a bot that never said what it wants.
    default: bool,
}

/// What a kind is ordered by.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    /// The chat.
    Chat,
    /// Who did it.
    From(&'static str),
    /// The user whom it is about.
    User(&'static str),
    /// The member whom it is about.
    Member,
    /// The poll.
    Poll,
}

const fn waits(name: &'static str, key: By) -> Kind {
    Kind { name, lifetime: None, key, default: true }
}

const fn expires(name: &'static str, seconds: u64, key: By) -> Kind {
    Kind { name, lifetime: Some(Duration::from_secs(seconds)), key, default: true }
}

const fn on_request(name: &'static str, key: By) -> Kind {
    Kind { name, lifetime: None, key, default: false }
}

/// Names and defaults: Bot API documentation, Update and getUpdates, 10.3. Lifetimes and queues: `Client.cpp`. Salts are
/// short, so that salt and id fit into a key without an allocation.
static KINDS: [Kind; 27] = [
    waits("message", By::Chat),
    waits("edited_message", By::Chat),
    waits("channel_post", By::Chat),
    waits("edited_channel_post", By::Chat),
    expires("callback_query", 150, By::From("press")),
    waits("business_message", By::Chat),
    waits("edited_business_message", By::Chat),
    waits("deleted_business_messages", By::Chat),
    waits("business_connection", By::User("business")),
    waits("guest_message", By::Chat),
    on_request("message_reaction", By::Chat),
    on_request("message_reaction_count", By::Chat),
    expires("inline_query", 30, By::From("inline")),
    expires("chosen_inline_result", 600, By::From("chosen")),
    expires("shipping_query", 150, By::From("payment")),
    expires("pre_checkout_query", 150, By::From("payment")),
    waits("purchased_paid_media", By::From("media")),
    waits("poll", By::Poll),
    waits("poll_answer", By::Poll),
    waits("my_chat_member", By::Chat),
    on_request("chat_member", By::Member),
    waits("chat_join_request", By::Member),
    waits("chat_boost", By::Chat),
    waits("removed_chat_boost", By::Chat),
    waits("managed_bot", By::User("managed")),
    // Younger than the source that was read: by user and by chat, as their neighbours are.
    waits("subscription", By::User("paid")),
    waits("stopped_message_generation", By::Chat),
];

/// The names of all kinds.
pub(super) static NAMES: [&str; KINDS.len()] = {
    let mut names = [""; KINDS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = KINDS[at].name;
        at += 1;
    }
    names
};

/// The kind of this name; `None` for one that is younger than this list.
pub(super) fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The kinds that a bot gets which never said what it wants.
pub(super) fn by_default() -> impl Iterator<Item = &'static str> {
    KINDS.iter().filter(|kind| kind.default).map(|kind| kind.name)
}

impl By {
    /// What `kind` is ordered by: a kind that we do not know by its chat, which is what most have.
    pub(super) fn of(kind: Option<&Kind>) -> Self {
        kind.map_or(Self::Chat, |kind| kind.key)
    }

    /// The key of one update; `None` when it has nothing of the sort, and so stands alone.
    pub(super) fn key(self, about: &About<'_>) -> Option<CompactString> {
        let of = |salt: &str, id: i64| format_compact!("{salt}:{id}");
        let from = about.from.map(|from| from.id);
        match self {
            // A chat's id names it in every kind, so it goes without a salt.
            Self::Chat => about.chat.map(|chat| chat.id).or(from).map(|id| id.to_compact_string()),
            Self::From(salt) => from.map(|id| of(salt, id)),
            Self::User(salt) => about.user.map(|user| of(salt, user.id)),
            Self::Member => about.member().or(from).map(|id| of("member", id)),
            Self::Poll => about.poll_id.as_ref().or(about.id.as_ref()).map(|id| format_compact!("poll:{}", &**id)),
        }
    }
}

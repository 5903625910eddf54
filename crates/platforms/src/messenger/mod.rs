//! Messenger of Meta: a Facebook page that talks with people.
//!
//! # Facts, and where they come from
//!
//! | fact | source (developers.facebook.com, unless said otherwise) |
//! |---|---|
//! | a webhook is verified by a GET with `hub.mode`, `hub.verify_token` and `hub.challenge`, and answers the bare challenge | "Webhooks", getting started |
//! | a push is signed by `X-Hub-Signature-256` with the app's secret, over the body as it is sent: what is not ASCII is `\u00e4` there | "Webhooks", getting started; "Messenger Platform", webhooks |
//! | a body has up to 1000 updates, in several entries with several items each; batching is not promised | "Webhooks", getting started |
//! | a push that failed comes again at once, then ever rarer for 36 h; telling doubles apart is ours | "Webhooks", getting started |
//! | the answer must be 200; a page says within 20 s, newer texts say 5 s, so [`Messenger::answers_within`] changes it | "Messenger Platform", FAQ; secondary |
//! | an app whose webhook fails for long is unsubscribed | "Messenger Platform", webhooks |
//! | what the page itself said comes back with `is_echo`, from the page to the person | "Messenger Platform", webhooks |
//! | `standby` holds what a page gets while another app has the conversation | from memory |
//! | `POST /me/messages` with `recipient`, `messaging_type` and `message`; the latter says which message it became | "Messenger Platform", Send API |
//! | a text has 2000 characters at most: from memory, so [`Messenger::texts_up_to`] changes it | |
//! | a text of up to 640 characters has up to 3 buttons, any message up to 13 quick replies, a label up to 20 characters | "Messenger Platform", Button Template, Quick Replies |
//! | an attachment is named by URL or by the id that Meta gave it, or uploaded with the message, of 25 MB at most | "Messenger Platform", Send API, Attachment Upload API |
//! | outside of 24 h after a person's last message a page may not write to them | "Messenger Platform", Send API |
//! | an error is `{"error":{"message","code",…}}`: 190 is the token, 4, 32 and 613 are rates, 1 and 2 pass | "Messenger Platform", error codes |
//!
//! # Three things to know
//!
//! *There are three secrets*. The app's secret signs what comes (`secret` of the webhook), a token of yours proves to you
//! that it is Meta that verifies the webhook ([`verify_token`](Extra)), and the page's access token is what the bot speaks
//! with (`token`).
//!
//! *It is registered by hand*: in the app's dashboard, where the URL and the verify token are entered, the fields are
//! chosen (`messages`, `messaging_postbacks`, `message_echoes`, …) and the page is subscribed. By API that takes the app's
//! own token, which a bot has no other use for.
//!
//! *A push is many events*, and each becomes a document of its own: Meta's envelope with one entry and one item, whose
//! bytes are those that came. So a handler reads one event however they were batched, and the types of any crate that
//! models the webhook parse it.

mod answer;
mod api;
mod batch;
mod handshake;
mod identify;
mod kinds;
mod model;
mod send;
#[cfg(feature = "stage")]
pub(crate) mod stage;
mod update;
mod view;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Consumes, Door, Extra, Identify, Late, Order, Platform, ReplyProtocol, Rules, Setup, SetupError, View,
    WebhookProtocol,
};

/// The name in the config.
pub const NAME: &str = "messenger";

/// Messenger. The address of its API may end in a version (`https://graph.facebook.com/v24.0`); without one it is the
/// oldest that the app may use.
#[derive(Clone, Debug)]
pub struct Messenger {
    rules: Rules,
    longest_text: usize,
}

/// A thousand updates of 4 KiB. What is longer could only be asked for again and again.
const LARGEST_BODY: usize = 4 << 20;

/// In characters.
const LONGEST_TEXT: usize = 2000;

static EXTRAS: [Extra; 1] = [Extra::new(
    handshake::TOKEN,
    "\"${VERIFY_TOKEN}\"",
    "any words of yours, which Meta repeats when it verifies the webhook: enter the same in the app's dashboard",
)
.secret()
.required()
.at(Door::Webhook)];

impl Messenger {
    /// Messenger as it is known.
    #[must_use]
    pub fn new() -> Self {
        let mut rules = Rules::new();
        rules.consumes = Consumes::ByClient;
        rules.redelivers = Some(Duration::from_secs(36 * 60 * 60));
        // Of 5, by the stricter of the two texts: an answer needs its time to arrive.
        rules.ack_within = Some(Duration::from_secs(4));
        // One that is refused comes again, but whoever refuses often is unsubscribed.
        rules.late = Late::Ack;
        // None is promised: what failed comes again beside what is new.
        rules.order = Order::None;
        rules.body_limit = LARGEST_BODY;
        Self { rules, longest_text: LONGEST_TEXT }
    }

    /// Answers a push within so long, whether its handlers are done or not.
    #[must_use]
    pub fn answers_within(mut self, ack_within: Duration) -> Self {
        self.rules.ack_within = Some(ack_within);
        self
    }

    /// Sends texts of up to so many characters.
    #[must_use]
    pub fn texts_up_to(mut self, characters: usize) -> Self {
        self.longest_text = characters;
        self
    }
}

impl Default for Messenger {
    fn default() -> Self {
        Self::new()
    }
}

impl Platform for Messenger {
    fn name(&self) -> &'static str {
        NAME
    }

    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn kinds(&self) -> &'static [&'static str] {
        &kinds::NAMES
    }

    fn default_api(&self) -> &'static str {
        "https://graph.facebook.com"
    }

    fn extras(&self) -> &'static [Extra] {
        &EXTRAS
    }

    fn instead_of(&self, door: Door) -> Option<&'static str> {
        match door {
            Door::Polling => Some(
                "Messenger calls, and cannot be asked: write mode = \"webhook\" and a [webhook] whose url Meta can reach \
                 (while developing, that of a tunnel)",
            ),
            Door::Webhook => None,
        }
    }

    fn by_hand(&self) -> Option<&'static str> {
        Some(
            "start the bot, for Meta calls it at once; then enter `url` and `verify_token` in the app's dashboard, choose the \
             fields (messages, messaging_postbacks, …) and subscribe the page",
        )
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        Some(webhook::Webhook::new(setup).map(|webhook| Arc::new(webhook) as _))
    }

    fn identify(&self, setup: &Setup) -> Option<Arc<dyn Identify>> {
        Some(Arc::new(identify::Me::new(setup)))
    }

    fn replies(&self, setup: &Setup) -> Option<Arc<dyn ReplyProtocol>> {
        Some(Arc::new(send::Send::new(setup, self.longest_text)))
    }

    fn view(&self, _setup: &Setup) -> Arc<dyn View> {
        Arc::new(view::Reader)
    }
}

#[cfg(test)]
mod tests;

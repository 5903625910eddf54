//! What every judge goes through: a hundred messages, a picture, a menu and a press of its button.
//!
//! Its bot says back texts; of a picture it fetches it, uploads it and then changes the caption to its size; to "menu" it
//! answers with a button, whose press it answers and then changes the message.

use std::collections::BTreeSet;

use pollhook_simulator::{Bot, Chat, Counters, Network, Options, Sent, SentStream, User};
use tokio::time::timeout;

use super::{PATIENCE, TOKEN};

pub const MESSAGES: usize = 100;
/// The updates of a scene in which all of it happens.
pub const UPDATES: u64 = MESSAGES as u64 + 3;

/// Anna, and a bot in a chat with her.
pub struct Scene {
    pub network: Network,
    pub bot: Bot,
    pub anna: User,
    pub chat: Chat,
    sent: SentStream,
}

impl Scene {
    pub async fn new() -> Self {
        let network = Network::start(Options::default()).await.expect("there are free ports");
        let bot = network.bot(TOKEN).expect("it is a token");
        let anna = network.user("Anna");
        let chat = anna.chat();
        chat.add(&bot);
        let sent = network.sent();
        Self { network, bot, anna, chat, sent }
    }

    /// What the bot does next: by this method, in Anna's chat, with this text.
    pub async fn shows(&mut self, method: &str, text: &str) -> Sent {
        let sent = self.next().await;
        assert_eq!((sent.method.as_str(), sent.text.as_deref()), (method, Some(text)), "{sent:?}");
        assert_eq!(sent.chat, Some(self.chat.id()));
        sent
    }

    async fn next(&mut self) -> Sent {
        timeout(PATIENCE, self.sent.next()).await.expect("it answers in time").expect("the network goes on")
    }

    /// Anna says a hundred things, and hears each of them back, once; in any order, as some do several at a time.
    pub async fn echoes(&mut self) {
        let expected: BTreeSet<String> = (0..MESSAGES).map(|number| format!("message {number}")).collect();
        for text in &expected {
            self.anna.says(&self.chat, text);
        }
        let mut heard = BTreeSet::new();
        for _ in 0..MESSAGES {
            let echo = self.next().await;
            assert_eq!(echo.method, "sendmessage");
            heard.extend(echo.text);
        }
        assert_eq!(heard, expected);
    }

    /// A picture is fetched, uploaded and edited; a button is pressed, answered, and its message changed.
    pub async fn pictures_and_presses(&mut self) {
        self.anna.sends_photo(&self.chat, &[7; 23]);
        let picture = self.shows("sendphoto", "Let me see …").await;
        let caption = self.shows("editmessagecaption", "23 bytes").await;
        assert_eq!(caption.message, picture.message);

        self.anna.says(&self.chat, "menu");
        let menu = self.shows("sendmessage", "What would you like?").await;
        self.anna.presses(&self.chat, "Soup").expect("there is such a button");
        self.shows("answercallbackquery", "Added").await;
        let edited = self.shows("editmessagetext", "One soup.").await;
        assert_eq!(edited.message, menu.message);
        assert!(self.anna.presses(&self.chat, "Soup").is_none(), "an edit without a keyboard takes it away");
    }

    pub async fn is_confirmed(&self) {
        timeout(PATIENCE, self.bot.drained()).await.expect("it confirms everything");
    }

    /// The bot has ended, and said nothing that was not expected; what was counted.
    pub async fn ends(mut self) -> Counters {
        assert_eq!(self.sent.try_next(), None, "nothing is said twice");
        self.network.stop().await;
        self.bot.counters()
    }
}

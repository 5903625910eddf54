//! What calls do, other than those about updates and webhooks.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Door;
use crate::telegram::errors::Refusal;
use crate::telegram::media::Medium;
use crate::telegram::params::Params;
use crate::telegram::sent::Sent;
use crate::telegram::world::{Standing, World};

/// The longest text of a message, in characters.
const LONGEST_TEXT: usize = 4096;
/// A bot that has just been started may not `close` for this long.
const CLOSE_AFTER: Duration = Duration::from_secs(600);

/// A call that was carried out.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) result: Value,
    /// What users see of it, if they do.
    pub(crate) sent: Option<Sent>,
    /// When the answer leaves.
    pub(crate) at: Duration,
}

/// Where faults of a method are asked for.
pub(crate) fn door(method: &str) -> Door {
    match method {
        "getupdates" => Door::Poll,
        _ if ["send", "edit", "answer", "deletemessage", "setmessagereaction"]
            .iter()
            .any(|start| method.starts_with(start)) =>
        {
            Door::Send
        }
        _ => Door::Manage,
    }
}

/// Whether a method may ride in the answer to a push.
pub(crate) fn may_ride(method: &str) -> bool {
    let kept_out = ["setwebhook", "deletewebhook", "close", "logout"];
    !method.starts_with("get") && !kept_out.contains(&method)
}

/// A call in progress.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) bot: i64,
    pub(crate) method: &'a str,
    pub(crate) params: &'a Params,
    pub(crate) now: Duration,
    /// Whether it rode in the answer to a push.
    pub(crate) inline: bool,
}

impl Call<'_> {
    pub(crate) fn run(mut self) -> Result<Done, Refusal> {
        match self.method {
            "getme" => Ok(self.done(self.me())),
            "sendmessage" => self.send_message(),
            "sendchataction" => self.send_chat_action(),
            "sendphoto" => self.send_medium(Medium::Photo),
            "senddocument" => self.send_medium(Medium::Document),
            "editmessagetext" => self.edit_text(),
            "editmessagecaption" => self.edit_caption(),
            "editmessagemedia" => self.edit_medium(),
            "editmessagereplymarkup" => self.edit_markup(),
            "deletemessage" => self.delete_message(),
            "setmessagereaction" => self.react(),
            "getfile" => self.file(),
            "answercallbackquery" => self.answer_press(),
            "setmycommands" | "deletemycommands" => Ok(self.done(json!(true))),
            "logout" => self.log_out(),
            "close" => self.close(),
            _ => Err(Refusal::new(404, "Not Found: method not found")),
        }
    }

    pub(super) fn done(&self, result: Value) -> Done {
        Done { result, sent: None, at: self.now }
    }

    pub(super) fn shown(&self, result: Value, chat: Option<i64>) -> Done {
        let sent = Sent {
            at: self.now,
            bot: self.bot,
            method: self.method.to_owned(),
            chat,
            message: result.get("message_id").and_then(Value::as_i64),
            text: self.params.text("text").or_else(|| self.params.text("caption")),
            params: self.params.clone().into_value(),
            inline: self.inline,
        };
        Done { result, sent: Some(sent), at: self.now }
    }

    fn me(&self) -> Value {
        let mut me = self.world.bot_value(self.bot);
        me["can_join_groups"] = json!(true);
        me["can_read_all_group_messages"] = json!(true);
        me["supports_inline_queries"] = json!(true);
        me["can_connect_to_business"] = json!(false);
        me["has_main_web_app"] = json!(false);
        me
    }

    pub(super) fn chat(&self) -> Result<i64, Refusal> {
        let text = self.params.text("chat_id").filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| Refusal::bad("chat_id is empty"))?;
        let named = || self.world.chats.by_name(text.strip_prefix('@')?);
        self.params.int("chat_id").or_else(named).ok_or_else(|| Refusal::bad("chat not found"))
    }

    pub(super) fn text(&self) -> Result<String, Refusal> {
        let text = self.params.text("text").filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| Refusal::bad("message text is empty"))?;
        if text.chars().count() > LONGEST_TEXT {
            return Err(Refusal::bad("message is too long"));
        }
        Ok(text)
    }

    pub(super) fn message_id(&self) -> i64 {
        self.params.int("message_id").unwrap_or(0)
    }

    fn send_message(&mut self) -> Result<Done, Refusal> {
        let (chat, text) = (self.chat()?, self.text()?);
        self.send(chat, json!({ "text": text }))
    }

    /// Puts a message of the bot's into a chat.
    pub(super) fn send(&mut self, chat: i64, mut message: Value) -> Result<Done, Refusal> {
        message["from"] = self.world.bot_value(self.bot);
        message["date"] = json!(self.world.clock.unix(self.now));
        if let Some(markup) = self.markup()? {
            message["reply_markup"] = markup;
        }
        if let Some(limits) = self.world.options.limits
            && let Some(seat) = self.world.seat(self.bot)
        {
            seat.spent.charge(&limits, chat, self.now)?;
        }
        let pace = self.world.options.send_pace;
        let room = self.world.chats.open_to(chat, self.bot)?;
        let at = room.send_at(pace, self.now)?;
        let message = room.add(Some(self.bot), message);
        Ok(Done { at, ..self.shown(message, Some(chat)) })
    }

    fn send_chat_action(&mut self) -> Result<Done, Refusal> {
        let chat = self.chat()?;
        self.world.chats.open_to(chat, self.bot)?;
        if !self.params.has("action") {
            return Err(Refusal::bad("wrong parameter action in request"));
        }
        Ok(self.shown(json!(true), Some(chat)))
    }

    fn answer_press(&mut self) -> Result<Done, Refusal> {
        let id = self.params.int("callback_query_id").and_then(|id| u64::try_from(id).ok());
        let press = id
            .and_then(|id| self.world.chats.answer_press(id, self.bot))
            .ok_or_else(|| Refusal::bad("query is too old and response timeout expired or query ID is invalid"))?;
        Ok(self.shown(json!(true), Some(press.chat)))
    }

    fn log_out(&mut self) -> Result<Done, Refusal> {
        if let Some(seat) = self.world.seat(self.bot) {
            seat.standing = Standing::LoggedOut;
        }
        Ok(self.done(json!(true)))
    }

    fn close(&self) -> Result<Done, Refusal> {
        let left = CLOSE_AFTER.saturating_sub(self.now).as_secs();
        if left > 0 { Err(Refusal::too_many(Some(left))) } else { Ok(self.done(json!(true))) }
    }
}

//! A view on one line, for the tables that say what becomes of each kind of event.

use pollhook_core::{Attachment, Message, Sender};

/// `None` is shown as `-`: no message.
pub(crate) fn shown(message: Option<&Message>) -> String {
    let Some(message) = message else { return "-".to_owned() };
    let Message { what, id, chat, thread, sender, text, command, press, media, reply_to, mentions_me, members, .. } =
        message;
    let mut line = format!("{what:?}");
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            line += &format!(" {name}={value}");
        }
    };
    add("id", id.as_ref().map(ToString::to_string));
    add("chat", chat.as_ref().map(|chat| format!("{}:{:?}{}", chat.id, chat.kind, title(chat.title.as_deref()))));
    add("thread", thread.as_ref().map(ToString::to_string));
    add("by", sender.as_ref().map(person));
    add("text", text.as_ref().map(|text| format!("{text:?}")));
    add("command", command.as_ref().map(|c| format!("{}@{}({})", c.name, c.to.as_deref().unwrap_or_default(), c.args)));
    add("press", press.as_ref().map(|press| format!("{}:{:?}", press.id, press.data)));
    add("media", (!media.is_empty()).then(|| media.iter().map(medium).collect::<Vec<_>>().join("+")));
    add("answers", reply_to.as_ref().map(ToString::to_string));
    add("members", (!members.is_empty()).then(|| members.iter().map(person).collect::<Vec<_>>().join("+")));
    line + if *mentions_me { " @me" } else { "" }
}

fn title(title: Option<&str>) -> String {
    title.map(|title| format!("({title})")).unwrap_or_default()
}

fn person(sender: &Sender) -> String {
    let Sender { id, name, language, is_bot, is_self } = sender;
    let language = language.as_ref().map(|language| format!("/{language}")).unwrap_or_default();
    let bot = match (is_bot, is_self) {
        (_, true) => "/me",
        (true, _) => "/bot",
        _ => "",
    };
    format!("{id}({name}){language}{bot}")
}

fn medium(media: &Attachment) -> String {
    let size = media.size.map(|size| format!("/{size}")).unwrap_or_default();
    format!("{:?}{size}/{}/{}", media.kind, media.mime.as_deref().unwrap_or_default(), media.handle)
}

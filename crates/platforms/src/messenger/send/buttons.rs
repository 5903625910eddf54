//! Buttons: up to three stay below a text ("Button Template"); more of them, or those of a picture, stand above the
//! keyboard until one is pressed ("Quick Replies").

use pollhook_core::{Button, Then, Unsupported};
use serde_json::{Value, json};

/// Of a template: buttons, and characters of its text.
const BELOW: usize = 3;
const LONGEST_TEXT: usize = 640;
/// Of quick replies.
const ABOVE_KEYBOARD: usize = 13;
/// In characters.
const LONGEST_LABEL: usize = 20;
const LONGEST_DATA: usize = 1000;

/// A message with buttons: a template in place of its text, or quick replies beside what it is.
pub(super) fn below(mut message: Value, rows: &[Vec<Button>]) -> Result<Value, Unsupported> {
    let buttons: Vec<_> = rows.iter().flatten().collect();
    for button in &buttons {
        check(button)?;
    }
    match message["text"].as_str() {
        _ if buttons.is_empty() => {}
        Some(text) if buttons.len() <= BELOW && text.chars().count() <= LONGEST_TEXT => {
            let buttons: Vec<_> = buttons.into_iter().map(template).collect();
            let payload = json!({ "template_type": "button", "text": text, "buttons": buttons });
            message = json!({ "attachment": { "type": "template", "payload": payload } });
        }
        _ => {
            let replies: Option<Vec<_>> = buttons.into_iter().map(quick_reply).collect();
            let replies = replies.filter(|replies| replies.len() <= ABOVE_KEYBOARD).ok_or_else(too_many)?;
            message["quick_replies"] = replies.into();
        }
    }
    Ok(message)
}

fn check(button: &Button) -> Result<(), Unsupported> {
    let label = button.label.as_str();
    let length = label.chars().count();
    if label.trim().is_empty() || length > LONGEST_LABEL {
        return Err(Unsupported(format!(
            "the label of a button has 1 to {LONGEST_LABEL} characters on Messenger, and `{label}` has {length}"
        )));
    }
    match &button.then {
        Then::Press(data) if data.is_empty() || data.chars().count() > LONGEST_DATA => Err(Unsupported(format!(
            "the data of a button have 1 to {LONGEST_DATA} characters on Messenger, and those of `{label}` have {}",
            data.chars().count()
        ))),
        Then::Press(_) | Then::Open(_) => Ok(()),
        _ => Err(Unsupported::by(super::PLATFORM, format_args!("do what the button `{label}` is to do"))),
    }
}

fn too_many() -> Unsupported {
    Unsupported(format!(
        "Messenger shows up to {BELOW} buttons below a text of up to {LONGEST_TEXT} characters, or else up to \
         {ABOVE_KEYBOARD} that tell the bot and open no address"
    ))
}

fn template(button: &Button) -> Value {
    match &button.then {
        Then::Open(url) => json!({ "type": "web_url", "title": button.label, "url": url }),
        then => json!({ "type": "postback", "title": button.label, "payload": data(then) }),
    }
}

fn quick_reply(button: &Button) -> Option<Value> {
    let data = data(&button.then)?;
    Some(json!({ "content_type": "text", "title": button.label, "payload": data }))
}

fn data(then: &Then) -> Option<&str> {
    match then {
        Then::Press(data) => Some(data),
        _ => None,
    }
}

//! Buttons below a message ("InlineKeyboardMarkup").

use pollhook_core::{Button, Then, Unsupported};
use serde_json::{Value, json};

/// In bytes ("InlineKeyboardButton").
const LONGEST_DATA: usize = 64;

/// The keyboard of these buttons.
pub(super) fn keyboard(rows: &[Vec<Button>]) -> Result<Value, Unsupported> {
    let rows = rows.iter().filter(|row| !row.is_empty());
    let rows = rows.map(|row| row.iter().map(button).collect::<Result<Vec<_>, _>>());
    Ok(json!({ "inline_keyboard": rows.collect::<Result<Vec<_>, _>>()? }))
}

fn button(button: &Button) -> Result<Value, Unsupported> {
    let label = button.label.as_str();
    if label.trim().is_empty() {
        return Err(Unsupported("Telegram shows no button without a label".into()));
    }
    match &button.then {
        Then::Press(data) if (1..=LONGEST_DATA).contains(&data.len()) => {
            Ok(json!({ "text": label, "callback_data": data.as_str() }))
        }
        Then::Press(data) => Err(Unsupported(format!(
            "the data of a button have 1 to {LONGEST_DATA} bytes on Telegram, and those of `{label}` have {}",
            data.len()
        ))),
        Then::Open(url) => Ok(json!({ "text": label, "url": url })),
        _ => Err(Unsupported::by(super::PLATFORM, format_args!("do what the button `{label}` is to do"))),
    }
}

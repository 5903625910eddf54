//! Presses of buttons.

use pollhook_core::{Context, View, What};

use super::{Filter, Scope};

/// Somebody pressed a button of the bot's.
pub fn press() -> Presses {
    Presses
}

/// Presses of buttons; made by [`press`].
#[derive(Clone, Copy, Debug)]
pub struct Presses;

impl Filter for Presses {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().is_some_and(|message| message.what == What::Press)
    }

    fn scope(&self, view: &dyn View) -> Scope {
        Scope::kinds(view.kinds(What::Press).iter().copied())
    }
}

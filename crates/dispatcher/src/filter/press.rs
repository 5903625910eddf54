//! Presses of buttons.

use pollhook_core::{Captures, Context, View, What};

use super::message::kinds_of;
use super::pattern::Pattern;
use super::{Description, Filter, Scope};

/// Somebody pressed a button of the bot's into which this was put. What stands in braces may be anything, and is what the
/// handler gets by [`Press`](crate::Press).
///
/// ```
/// use pollhook_dispatcher::{App, Press, Reply, press};
///
/// async fn buy(Press((item, pieces)): Press<(String, u32)>, reply: Reply) -> Result<(), pollhook_core::Error> {
///     reply.text(format!("{pieces} × {item}")).await?;
///     Ok(())
/// }
///
/// let app = App::new().on(press("buy:{item}:{pieces}"), buy);
/// # let _ = app;
/// ```
///
/// A name ends where the pattern goes on; the last one goes to the end. A brace that is meant as one is written twice. A
/// pattern that cannot be read is told when the bot starts, with its route.
pub fn press(pattern: impl AsRef<str>) -> Presses {
    Presses(Some(Pattern::parse(pattern.as_ref())))
}

/// Somebody pressed a button of the bot's, whatever was put into it.
pub fn any_press() -> Presses {
    Presses(None)
}

/// Presses of buttons; made by [`press`] and [`any_press`].
#[derive(Clone, Debug)]
pub struct Presses(Option<Result<Pattern, String>>);

impl Presses {
    fn data(cx: &Context) -> Option<&str> {
        let message = cx.message()?;
        match (message.what, &message.press) {
            // Whoever comes by a link may press a button on the way.
            (What::Press | What::Opened, Some(press)) => Some(&press.data),
            // The button held nothing: a game's, an old client's.
            (What::Press, None) => Some(""),
            _ => None,
        }
    }
}

impl Filter for Presses {
    fn matches(&self, cx: &Context) -> bool {
        Self::data(cx).is_some_and(|data| match &self.0 {
            None => true,
            Some(Ok(pattern)) => pattern.matches(data),
            Some(Err(_)) => false,
        })
    }

    fn scope(&self, view: &dyn View) -> Scope {
        kinds_of(view, What::Press)
    }

    fn captures(&self, cx: &Context) -> Option<Captures> {
        let pattern = self.0.as_ref()?.as_ref().ok().filter(|pattern| pattern.has_gaps())?;
        pattern.captures(Self::data(cx)?)
    }

    fn describe(&self, to: &mut Description) {
        match &self.0 {
            Some(Ok(pattern)) if pattern.has_gaps() => to.pattern(),
            Some(Err(why)) => to.flaw(why),
            _ => {}
        }
    }
}

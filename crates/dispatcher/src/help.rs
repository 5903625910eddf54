//! The answer to `/help`: what the app's commands are for, in the words of their routes.

use std::sync::Arc;

use pollhook_core::{Context, Reply};

use crate::filter::NamedCommand;
use crate::handler::{Handle, Work};
use crate::outcome::Handled;

/// Says which commands there are.
#[derive(Clone, Debug)]
pub(crate) struct Help {
    text: Arc<str>,
}

impl Help {
    /// Lists those that say what they are for; if none does, all.
    pub(crate) fn with(commands: &[NamedCommand]) -> Self {
        let described = commands.iter().filter_map(|command| {
            let about = command.about.as_deref()?;
            Some(format!("/{} – {about}", command.name))
        });
        let mut lines: Vec<_> = described.collect();
        if lines.is_empty() {
            lines = commands.iter().map(|command| format!("/{}", command.name)).collect();
        }
        Self { text: lines.join("\n").into() }
    }
}

impl Handle for Help {
    fn call(&self, cx: Context) -> Work {
        let (reply, text) = (Reply::new(Arc::clone(cx.bot()), cx.event().clone()), Arc::clone(&self.text));
        Box::pin(async move {
            reply.text(&*text).await?;
            Ok(Handled::default())
        })
    }
}

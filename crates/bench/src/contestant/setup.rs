//! What an app of ours may have besides its one route: many others, and a journal that outlives the process.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use pollhook::core::Context;
use pollhook::dispatcher::{Handled, Next, from_fn};
use pollhook::prelude::*;

use super::Meter;
use super::ours::handle;
use crate::Error;

/// What tells the other routes apart.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum By {
    #[default]
    Kind,
    Command,
}

/// How an app of ours is set up; by default with nothing but the route that counts.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Setup {
    /// How many other routes are asked first
    #[arg(long, default_value_t = 0)]
    pub(crate) routes: u32,
    /// What the other routes are for
    #[arg(long, default_value = "kind")]
    pub(crate) by: By,
    /// A file that has a line for each update that was handled
    #[arg(long)]
    pub(crate) journal: Option<PathBuf>,
}

impl Setup {
    /// Adds the routes, the last of which is the one that counts, and the journal.
    pub(super) fn apply(&self, app: App<Arc<Meter>>) -> Result<App<Arc<Meter>>, Error> {
        let app = (0..self.routes as usize).fold(app, |app, n| match self.by {
            By::Kind => app.on(kind(OTHER_KINDS[n % OTHER_KINDS.len()]), handle),
            By::Command => app.on(command(format!("command_{n}")), handle),
        });
        let app = app.on(message().with_text(), handle);
        let Some(path) = &self.journal else { return Ok(app) };
        let file = Arc::new(OpenOptions::new().create(true).append(true).open(path)?);
        Ok(app.layer(from_fn(move |cx, next| note(Arc::clone(&file), cx, next))))
    }
}

/// Kinds of Telegram's that nobody sends here.
const OTHER_KINDS: [&str; 6] =
    ["edited_message", "callback_query", "inline_query", "poll", "my_chat_member", "chat_join_request"];

/// One write a line: what the kernel has, a kill does not take away.
async fn note(file: Arc<File>, cx: Context, next: Next) -> pollhook::Result<Handled> {
    let line = format!("{}\n", cx.event().id());
    let handled = next.run(cx).await?;
    (&*file).write_all(line.as_bytes())?;
    Ok(handled)
}

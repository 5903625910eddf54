//! The bots, in a process of their own: one of each door, as their author would write them.

use std::path::Path;
use std::time::Duration;

use pollhook::config::{BotConfig, Loader};
use pollhook_promises::arena::{CONFIG, READY};
use pollhook_promises::bot::{Hears, app};
use pollhook_promises::journal::Pen;
use tokio::time::interval;

use super::world::DEVMAN;
use crate::Error;

/// Runs the bots until they are told to stop.
pub(super) async fn run() -> Result<(), Error> {
    tracing_subscriber::fmt().with_env_filter("warn").with_ansi(false).with_writer(std::io::stderr).init();
    let (config, pen) = (std::env::var(CONFIG)?, Pen::from_environment()?);
    let apps =
        move |bot: &BotConfig| app(pen.clone(), if bot.name() == DEVMAN { Hears::Reviews } else { Hears::Messages });
    let bots = Loader::new().load(&config)?.build(apps).await.map_err(|error| error.to_string())?;
    let handles = bots.handles();
    let ready = async move {
        for handle in &*handles {
            handle.started().await;
        }
        println!("{READY}");
    };
    let counting = async {
        ready.await;
        count_tasks(&Path::new(&config).with_file_name(TASKS)).await;
    };
    tokio::select! {
        ended = bots.run_until_signal() => ended.map_err(|error| error.to_string().into()),
        () = counting => Err("counting does not end".into()),
    }
}

/// Where the process writes how many tasks it has, beside its config: its number and theirs.
pub(super) const TASKS: &str = "tasks";

const LOOK: Duration = Duration::from_millis(250);

/// Writes down again and again how many tasks the runtime has: nobody can see that from outside.
async fn count_tasks(file: &Path) {
    let mut ticks = interval(LOOK);
    loop {
        ticks.tick().await;
        let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        // One that cannot be written is missing from the curve, no more.
        let _ = std::fs::write(file, format!("{} {tasks}\n", std::process::id()));
    }
}

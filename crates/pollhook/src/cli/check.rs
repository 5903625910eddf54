//! `check`: what is in effect, where it came from, and what each bot promises with it.

use crate::config::{BotConfig, Config, Promise};

pub(super) fn check(config: &Config) {
    println!("{}", config.effective().to_string().trim_start());
    for bot in config.bots() {
        let name = bot.name();
        println!("# {name}: {}", promise(bot));
        for caveat in bot.caveats() {
            println!("# {name}: {caveat}");
        }
    }
}

fn promise(bot: &BotConfig) -> &'static str {
    match bot.promise() {
        Promise::Handled if !bot.comes_again() => {
            "At least once while the process lives: an event is confirmed when its handler has ended well, or when it is \
             kept as a dead letter."
        }
        Promise::Handled => {
            "At least once: an event is confirmed when its handler has ended well, or when it is kept as a dead letter."
        }
        Promise::Received => "At most once: an event is confirmed when it is read.",
    }
}

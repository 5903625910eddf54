//! `check`: what is in effect, where it came from, and what the bot promises with it.

use crate::config::{Config, Promise};

pub(super) fn check(config: &Config) {
    println!("{}", config.effective().to_string().trim_start());
    println!("# {}", promise(config));
    for caveat in config.caveats() {
        println!("# {caveat}");
    }
}

fn promise(config: &Config) -> &'static str {
    match config.promise() {
        Promise::Handled => {
            "At least once: an event is confirmed when its handler has ended well, or when it is kept as a dead letter."
        }
        Promise::Received => "At most once: an event is confirmed when it is read.",
    }
}

//! `doctor`: looks at all that a bot needs from outside, and says of each thing that it is well, or how to mend it.
//!
//! It changes nothing, and runs as well beside a bot that runs as before its first start.

mod clock;
mod examine;
mod finding;
mod reach;

use std::sync::Arc;

use self::examine::Patient;
use super::args::Options;
use crate::clock::TokioClock;
use crate::contact::Contact;
use crate::{Apps, Error, Result};

/// # Errors
/// When there is something to mend.
pub(super) async fn doctor(json: bool, options: &Options, apps: &impl Apps) -> Result<()> {
    let config = options.load()?;
    let mut to_mend = 0;
    for bot in config.bots() {
        let clock = Arc::new(TokioClock::start());
        let contact = Contact::new(&config, bot, apps, Arc::clone(&clock) as _)?;
        let several = config.bots().len() > 1;
        let findings = Patient { bot, contact: &contact, clock: &*clock, options, several }.examine().await;
        to_mend += findings.iter().filter(|finding| finding.is_to_mend()).count();
        if json {
            findings.iter().for_each(|finding| println!("{}", finding.json(bot.name())));
        } else {
            println!("{}: {} by {}", bot.name(), bot.platform(), bot.mode().name());
            findings.iter().for_each(|finding| println!("{finding}"));
        }
    }
    match to_mend {
        0 => Ok(()),
        1 => Err(Error::permanent("there is one thing to mend")),
        many => Err(Error::permanent(format!("there are {many} things to mend"))),
    }
}

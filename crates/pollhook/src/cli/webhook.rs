//! `webhook info | set | delete`: by hand what the supervisor does by itself.

use std::sync::Arc;

use pollhook_core::{Call, Failure, Registered, Registration, Rules};
use pollhook_http::ask;

use super::Usage;
use super::args::{Options, WebhookCommand};
use crate::clock::TokioClock;
use crate::config::{BotConfig, Mode, Secrets};
use crate::contact::Contact;
use crate::{Apps, Config, Error, Result};

pub(super) async fn webhook(command: &WebhookCommand, options: &Options, apps: &impl Apps) -> Result<()> {
    let changes = !matches!(command, WebhookCommand::Info);
    // Before a webhook is asked of every bot. What else is wrong is told by the reading below.
    if changes && let Ok(config) = options.load() {
        is_of_one_bot(&config)?;
    }
    // To set it, the config needs one, whatever its mode is.
    let mode = if matches!(command, WebhookCommand::Set) { Some(Mode::Webhook) } else { options.mode };
    let config = options.load_for(mode)?;
    if changes {
        is_of_one_bot(&config)?;
    }
    carry_out(command, &config, apps).await
}

/// To change a webhook is to change one bot's.
fn is_of_one_bot(config: &Config) -> Result<()> {
    if config.bots().len() == 1 {
        return Ok(());
    }
    let names: Vec<_> = config.bots().iter().map(|bot| format!("--bot {}", bot.name())).collect();
    Err(Usage::error(format!("which bot? Say one of: {}", names.join(", "))))
}

/// Of several bots each is looked at, whatever became of the others.
async fn carry_out(command: &WebhookCommand, config: &Config, apps: &impl Apps) -> Result<()> {
    let several = config.bots().len() > 1;
    let mut failed = Vec::new();
    for bot in config.bots() {
        if several {
            println!("{}:", bot.name());
        }
        let contact = Contact::new(config, bot, apps, Arc::new(TokioClock::start()))?;
        let secrets = bot.secrets();
        let done = match &contact.registration {
            Some(registration) => Hook { bot, contact: &contact, registration, secrets }.carry_out(command).await,
            None if several => {
                println!("{}", unregistered(bot, &contact));
                Ok(())
            }
            None => Err(Error::permanent(unregistered(bot, &contact))),
        };
        match done {
            Err(error) if several => {
                println!("{error}");
                failed.push(bot.name());
            }
            done => done?,
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Error::permanent(format!("nothing is known of {}", failed.join(", ")))) }
}

/// Why there is nothing to look at, and what to do instead.
fn unregistered(bot: &BotConfig, contact: &Contact) -> String {
    let (platform, name) = (&bot.settings.bot.platform, bot.platform());
    if platform.webhook(&contact.setup).is_none() {
        return format!("{name} has no webhook, it can only be polled");
    }
    let how = platform.by_hand().map(|how| format!(": {how}")).unwrap_or_default();
    format!("this webhook of {name} is registered by hand{how}")
}

/// A bot's webhook.
struct Hook<'a> {
    bot: &'a BotConfig,
    contact: &'a Contact,
    registration: &'a Arc<dyn Registration>,
    secrets: Secrets,
}

impl Hook<'_> {
    async fn carry_out(&self, command: &WebhookCommand) -> Result<()> {
        let registration = self.registration;
        let seen = ask(&*self.contact.http, registration.view(), |answer| registration.read_view(answer)).await;
        let seen = seen.map_err(|failure| said(&failure, &self.secrets))?;
        match command {
            WebhookCommand::Info => show(&seen, &self.secrets),
            WebhookCommand::Set => {
                let Some(wanted) = self.contact.wanted(self.bot) else {
                    return Err(Error::permanent("the config has no [webhook]"));
                };
                self.change(registration.set(&wanted, &seen)).await?;
                println!("registered: {}", self.secrets.mask_address(&wanted.url));
            }
            WebhookCommand::Delete { drop_pending } => {
                // Where none is registered, something may wait all the same.
                let worth = seen.url.is_some() || *drop_pending;
                let Some(call) = registration.remove(&seen, *drop_pending).filter(|_| worth) else {
                    println!("no webhook is registered");
                    return Ok(());
                };
                self.change(call).await?;
                println!("removed{}", self.pending(*drop_pending));
            }
        }
        Ok(())
    }

    /// What becomes of what the platform has not delivered.
    fn pending(&self, dropped: bool) -> &'static str {
        match self.bot.settings.bot.platform.rules() {
            // Then nothing waits there, or polling would not tell the same.
            Rules { redelivers: None, .. } | Rules { same_events: false, .. } => "",
            _ if dropped => "; what was pending is forgotten",
            _ => "; what was pending can be polled",
        }
    }

    async fn change(&self, call: Call) -> Result<()> {
        let done = ask(&*self.contact.http, call, |answer| self.registration.read_done(answer)).await;
        done.map_err(|failure| said(&failure, &self.secrets))
    }
}

fn show(seen: &Registered, secrets: &Secrets) {
    let Some(url) = &seen.url else {
        println!("no webhook is registered");
        return;
    };
    println!("url              {}", secrets.mask_address(url));
    if let Some(pending) = seen.pending {
        println!("pending          {pending}");
    }
    if let Some(error) = &seen.last_error {
        println!("last error       {}", secrets.mask(error));
    }
    if let Some(most) = seen.max_connections {
        println!("max connections  {most}");
    }
    if let Some(kinds) = &seen.kinds {
        println!("kinds            {}", kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", "));
    }
}

fn said(failure: &Failure, secrets: &Secrets) -> Error {
    Error::permanent(format!("the platform's API: {}", secrets.mask(&failure.to_string())))
}

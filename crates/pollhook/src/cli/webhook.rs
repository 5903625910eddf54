//! `webhook info | set | delete`: by hand what the supervisor does by itself.

use std::sync::Arc;

use pollhook_core::{Call, Failure, Registered, Registration};
use pollhook_http::ask;

use super::Usage;
use super::args::{Options, WebhookCommand};
use crate::clock::TokioClock;
use crate::config::{BotConfig, Mode, Secrets};
use crate::contact::Contact;
use crate::{Apps, Error, Result};

pub(super) async fn webhook(command: &WebhookCommand, options: &Options, apps: &impl Apps) -> Result<()> {
    // To set it, the config needs one, whatever its mode is.
    let mode = if matches!(command, WebhookCommand::Set) { Some(Mode::Webhook) } else { options.mode };
    let config = options.load_for(mode)?;
    let several = config.bots().len() > 1;
    if several && !matches!(command, WebhookCommand::Info) {
        let names: Vec<_> = config.bots().iter().map(|bot| format!("--bot {}", bot.name())).collect();
        return Err(Usage::error(format!("which bot? Say one of: {}", names.join(", "))));
    }
    for bot in config.bots() {
        if several {
            println!("{}:", bot.name());
        }
        let contact = Contact::new(&config, bot, apps, Arc::new(TokioClock::start()))?;
        let secrets = bot.secrets();
        match &contact.registration {
            Some(registration) => Hook { bot, contact: &contact, registration, secrets }.carry_out(command).await?,
            None if several => println!("{}", unregistered(bot, &contact)),
            None => return Err(Error::permanent(unregistered(bot, &contact))),
        }
    }
    Ok(())
}

/// Why there is nothing to look at.
fn unregistered(bot: &BotConfig, contact: &Contact) -> String {
    let platform = &bot.settings.bot.platform;
    match platform.webhook(&contact.setup) {
        Some(_) => "this platform's webhooks are registered by hand".to_owned(),
        None => format!("{} has no webhook, it can only be polled", platform.name()),
    }
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
                println!("removed; what was pending {}", if *drop_pending { "is forgotten" } else { "can be polled" });
            }
        }
        Ok(())
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

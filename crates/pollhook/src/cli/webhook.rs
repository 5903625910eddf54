//! `webhook info | set | delete`: by hand what the supervisor does by itself.

use std::sync::Arc;

use pollhook_core::{Call, Failure, Registered, Registration};
use pollhook_dispatcher::App;
use pollhook_http::ask;

use super::args::{Options, WebhookCommand};
use crate::clock::TokioClock;
use crate::config::{Mode, Secrets};
use crate::contact::Contact;
use crate::{Error, Result};

pub(super) async fn webhook<S>(command: &WebhookCommand, options: &Options, app: &App<S>) -> Result<()> {
    // To set it, the config needs one, whatever its mode is.
    let mode = if matches!(command, WebhookCommand::Set) { Some(Mode::Webhook) } else { options.mode };
    let config = options.load_for(mode)?;
    let contact = Contact::new(&config, app, Arc::new(TokioClock::start()))?;
    let Some(registration) = &contact.registration else {
        return Err(Error::permanent("this platform's webhooks are registered by hand"));
    };
    let secrets = config.secrets();
    let seen = ask(&*contact.http, registration.view(), |answer| registration.read_view(answer)).await;
    let seen = seen.map_err(|failure| said(&failure, &secrets))?;
    match command {
        WebhookCommand::Info => show(&seen, &secrets),
        WebhookCommand::Set => {
            let Some(wanted) = contact.wanted(&config) else {
                return Err(Error::permanent("the config has no [webhook]"));
            };
            change(&contact, registration, registration.set(&wanted, &seen), &secrets).await?;
            println!("registered: {}", secrets.mask_address(&wanted.url));
        }
        WebhookCommand::Delete { drop_pending } => {
            let Some(call) = registration.remove(&seen, *drop_pending) else {
                println!("no webhook is registered");
                return Ok(());
            };
            change(&contact, registration, call, &secrets).await?;
            println!("removed; what was pending {}", if *drop_pending { "is forgotten" } else { "can be polled" });
        }
    }
    Ok(())
}

async fn change(contact: &Contact, registration: &Arc<dyn Registration>, call: Call, secrets: &Secrets) -> Result<()> {
    let done = ask(&*contact.http, call, |answer| registration.read_done(answer)).await;
    done.map_err(|failure| said(&failure, secrets))
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
    Error::permanent(format!("the platform said: {}", secrets.mask(&failure.to_string())))
}

//! The examination of one bot: what the platform says of it, and what this machine sees of its webhook.

use pollhook_core::{Clock, Failure, Registered, Registration};
use pollhook_http::{ask, server_time};

use super::clock;
use super::finding::Finding;
use super::reach;
use crate::cli::args::Options;
use crate::config::{BotConfig, Mode};
use crate::contact::Contact;

/// A bot that is looked at.
pub(super) struct Patient<'a> {
    pub(super) bot: &'a BotConfig,
    pub(super) contact: &'a Contact,
    pub(super) clock: &'a dyn Clock,
    pub(super) options: &'a Options,
    /// It is one of several of its config.
    pub(super) several: bool,
}

impl Patient<'_> {
    pub(super) async fn examine(&self) -> Vec<Finding> {
        let mut findings = self.credential().await;
        // Whoever cannot be asked the one thing cannot be asked the other.
        let deaf = findings.iter().any(Finding::is_to_mend);
        if let Some(webhook) = self.bot.settings.webhook.as_ref().filter(|_| self.bot.mode() == Mode::Webhook) {
            findings.extend(reach::look(&webhook.url, &*self.contact.http).await);
        }
        match &self.contact.registration {
            Some(registration) if !deaf => findings.extend(self.registration(&**registration).await),
            _ => {}
        }
        findings
    }

    /// Who the bot is, and what time it is there.
    async fn credential(&self) -> Vec<Finding> {
        let Some(identify) = &self.contact.identify else { return Vec::new() };
        let mut time = None;
        let who = ask(&*self.contact.http, identify.ask(), |answer| {
            time = server_time(answer);
            identify.read(answer)
        });
        let token = match who.await {
            Ok(identity) => Finding::ok("token", identity.to_string()),
            Err(failure) => Finding::mend("token", self.shown(&failure), self.way_in(&failure)),
        };
        let clock = time.map(|time| clock::compare(self.clock.now().wall, time));
        [Some(token), clock].into_iter().flatten().collect()
    }

    fn way_in(&self, failure: &Failure) -> String {
        match failure {
            Failure::Unauthorised(_) => {
                let place = self.bot.place(self.bot.settings.bot.token_line);
                format!("write the token that the platform gave last into `token` in {place}")
            }
            _ => "see whether `api` in [bot] is right, and whether this machine gets out to it".to_owned(),
        }
    }

    /// What the platform calls, against what the config says.
    async fn registration(&self, registration: &dyn Registration) -> Vec<Finding> {
        let seen = ask(&*self.contact.http, registration.view(), |answer| registration.read_view(answer)).await;
        match seen {
            Ok(seen) => {
                [Some(self.registered(&seen)), waiting(&seen), self.last_error(&seen)].into_iter().flatten().collect()
            }
            Err(failure) => {
                let how = "see whether the token may look at webhooks";
                vec![Finding::mend("webhook", self.shown(&failure), how)]
            }
        }
    }

    fn registered(&self, seen: &Registered) -> Finding {
        let url = seen.url.as_deref().map(|url| self.bot.secrets().mask_address(url));
        let polls = self.bot.mode() == Mode::Polling;
        let wanted = self.contact.wanted(self.bot);
        let ours = seen.url.is_some() && seen.url.as_ref() == wanted.as_ref().map(|wanted| &wanted.url);
        match (url, wanted) {
            (Some(_), _) if polls && ours => Finding::ok("webhook", "ours is registered, and goes when polling begins"),
            (Some(url), _) if polls && self.bot.settings.bot.platform.rules().exclusive => Finding::mend(
                "webhook",
                format!("{url} is called, so nobody can poll"),
                format!("{}, or {}", self.command("run --take-over"), self.command("webhook delete")),
            ),
            (_, _) if polls => Finding::ok("webhook", "none is in the way"),
            (None, _) => Finding::mend("webhook", "none is registered", self.command("webhook set")),
            (Some(url), _) if !ours => {
                let told = format!("{url} is called, which is not `url` of [webhook]");
                Finding::mend("webhook", told, self.command("webhook set"))
            }
            // Without routes nothing is wanted in particular.
            (Some(url), Some(wanted)) if !wanted.kinds.is_empty() && seen.differs(&wanted) => {
                let told = format!("{url} is called for other kinds, or more at a time, than the bot wants");
                Finding::mend("webhook", told, self.command("webhook set"))
            }
            (Some(url), _) => Finding::ok("webhook", url),
        }
    }

    /// An error is of the past when nothing waits any more.
    fn last_error(&self, seen: &Registered) -> Option<Finding> {
        let told = self.bot.secrets().mask(seen.last_error.as_deref()?);
        Some(match seen.pending {
            Some(0) => Finding::ok("last error", format!("{told}; nothing waits any more")),
            _ => Finding::mend("last error", told, "mend what stands above; the platform tries again by itself"),
        })
    }

    fn shown(&self, failure: &Failure) -> String {
        self.bot.secrets().mask(&failure.to_string())
    }

    /// A command of this very program for this very bot.
    fn command(&self, words: &str) -> String {
        let program = std::env::args_os().next().map(std::path::PathBuf::from);
        let program = program.as_ref().and_then(|path| path.file_name()).unwrap_or_else(|| "pollhook".as_ref());
        let mut command = format!("`{} {words}", program.display());
        if self.several {
            command += &format!(" --bot {}", self.bot.name());
        }
        if self.options.config.as_os_str() != "bot.toml" {
            command += &format!(" --config {}", self.options.config.display());
        }
        command + "`"
    }
}

fn waiting(seen: &Registered) -> Option<Finding> {
    Some(Finding::ok("pending", seen.pending?.to_string()))
}

//! `routes`: which handler hears what, and what is therefore asked of the platform. Nobody is called.

use std::sync::Arc;

use pollhook_core::Kind;
use pollhook_dispatcher::RouteInfo;

use crate::clock::TokioClock;
use crate::contact::{Contact, told};
use crate::{Apps, Config, Result};

/// The routes of each bot, in the order in which they are asked.
pub(super) fn routes(config: &Config, apps: &impl Apps) -> Result<String> {
    let mut text = String::new();
    for bot in config.bots() {
        let contact = Contact::new(config, bot, apps, Arc::new(TokioClock::start()))?;
        let view = bot.settings.bot.platform.view(&contact.setup);
        text += &format!("# {}: {} by {}\n", bot.name(), bot.platform(), bot.mode().name());
        text += &table(&apps.app(bot).routes(&*view), told(bot));
        text += &format!("subscribed: {}\n", list(contact.setup.kinds.iter().map(ToString::to_string)));
    }
    Ok(text)
}

/// A line for each route, in columns: the handler, its commands, what it hears.
fn table(routes: &[RouteInfo], told: &[&str]) -> String {
    let rows: Vec<_> = routes.iter().map(|route| [route.name.clone(), commands(route), kinds(route, told)]).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    let line = |[name, commands, kinds]: &[String; 3]| format!("{name:first$}  {commands:second$}  {kinds}\n");
    rows.iter().map(line).collect()
}

fn commands(route: &RouteInfo) -> String {
    route.commands.iter().map(|command| format!("/{command}")).collect::<Vec<_>>().join(" ")
}

/// What never comes here is said to: it is another bot's that shares the handlers.
fn kinds(route: &RouteInfo, told: &[&str]) -> String {
    let shown = |kind: &Kind| if told.contains(&kind.as_str()) { kind.to_string() } else { format!("({kind})") };
    match &route.kinds {
        None => "everything".to_owned(),
        Some(kinds) => list(kinds.iter().map(shown)),
    }
}

fn list(kinds: impl Iterator<Item = String>) -> String {
    let kinds: Vec<_> = kinds.collect();
    if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(", ") }
}

#[cfg(all(test, feature = "polling", feature = "telegram", feature = "github"))]
mod tests {
    use super::*;
    use crate::config::Loader;
    use crate::prelude::*;

    const TWO: &str = "[[bot]]\nname = \"shop\"\nplatform = \"telegram\"\ntoken = \"1:a\"\n[[bot]]\nname = \"code\"\n\
                       platform = \"github\"\ntoken = \"b\"\nwatch = \"octocat/hello-world\"\n";

    async fn start() {}
    async fn triage() {}

    #[test]
    fn each_route_is_shown_with_what_it_hears_and_each_bot_with_what_it_asks_for() {
        let app = App::new()
            .on(command("start").or(command("begin")), start)
            .on(press("buy:{item}"), start)
            .on(kind("issues"), triage);
        let text = routes(&Loader::new().parse(TWO).unwrap(), &app).unwrap();
        // Columns and places in this file apart.
        let lines: Vec<_> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let expected = [
            ("# shop: telegram by polling", ""),
            ("start", "/start /begin business_message, message"),
            ("start", "callback_query"),
            ("triage", "(issues)"),
            ("subscribed:", "message, callback_query, business_message"),
            ("# code: github by polling", ""),
            (
                "start",
                "/start /begin issue_comment, issues, pull_request, pull_request_review, pull_request_review_comment",
            ),
            ("start", "nothing"),
            ("triage", "issues"),
            ("subscribed:", "issue_comment, issues, pull_request, pull_request_review, pull_request_review_comment"),
        ];
        assert_eq!(lines.len(), expected.len(), "{text}");
        for (line, (begins, ends)) in lines.iter().zip(expected) {
            assert!(line.contains(begins) && line.ends_with(ends), "{line}: {begins} … {ends}");
        }
    }

    #[test]
    fn what_a_fallback_hears_is_everything() {
        let app = App::new().fallback(start);
        let text = routes(&Loader::new().parse(TWO).unwrap(), &app).unwrap();
        assert!(text.lines().nth(1).unwrap().ends_with("  everything"), "{text}");
    }

    #[test]
    fn a_pattern_that_cannot_be_meant_is_told_with_its_bot_and_its_route() {
        let app = App::new().on(press("buy:{item"), start);
        let error = routes(&Loader::new().parse(TWO).unwrap(), &app).unwrap_err().to_string();
        assert!(error.starts_with("the bot shop: the route ") && error.contains("routes.rs:"), "{error}");
    }
}

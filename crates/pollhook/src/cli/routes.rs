//! `routes`: which handler hears what, and what is therefore asked of the platform. Nobody is called.

use std::sync::Arc;

use pollhook_core::Kind;
use pollhook_dispatcher::RouteInfo;
use serde_json::{Value, json};

use crate::clock::TokioClock;
use crate::config::BotConfig;
use crate::contact::{Contact, told};
use crate::{Apps, Config, Result};

/// The routes of each bot, in the order in which they are asked.
pub(super) fn routes(json: bool, config: &Config, apps: &impl Apps) -> Result<String> {
    let heard: Vec<_> = config.bots().iter().map(|bot| Heard::by(config, bot, apps)).collect::<Result<_>>()?;
    Ok(heard.iter().map(|heard| if json { format!("{}\n", heard.json()) } else { heard.text() }).collect())
}

/// What one bot hears.
struct Heard<'a> {
    bot: &'a BotConfig,
    routes: Vec<RouteInfo>,
    subscribed: Vec<Kind>,
}

impl<'a> Heard<'a> {
    fn by(config: &Config, bot: &'a BotConfig, apps: &impl Apps) -> Result<Self> {
        let contact = Contact::new(config, bot, apps, Arc::new(TokioClock::start()))?;
        let view = bot.settings.bot.platform.view(&contact.setup);
        Ok(Self { bot, routes: apps.app(bot).routes(&*view), subscribed: contact.setup.kinds })
    }

    fn text(&self) -> String {
        let Self { bot, routes, subscribed } = self;
        let subscribed = list(subscribed.iter().map(ToString::to_string));
        let (name, platform, mode) = (bot.name(), bot.platform(), bot.mode().name());
        format!("# {name}: {platform} by {mode}\n{}subscribed: {subscribed}\n", table(routes, told(bot)))
    }

    /// `kinds` is `null` where a route hears everything.
    fn json(&self) -> Value {
        let Self { bot, routes, subscribed } = self;
        let names = |kinds: &[Kind]| kinds.iter().map(ToString::to_string).collect::<Vec<_>>();
        let route = |route: &RouteInfo| {
            let commands: Vec<_> = route.commands.iter().map(|command| command.as_str()).collect();
            json!({ "route": route.name, "commands": commands, "kinds": route.kinds.as_deref().map(names) })
        };
        let routes: Vec<_> = routes.iter().map(route).collect();
        json!({
            "bot": bot.name(), "platform": bot.platform(), "mode": bot.mode().name(), "routes": routes,
            "subscribed": names(subscribed),
        })
    }
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
        let text = routes(false, &Loader::new().parse(TWO).unwrap(), &app).unwrap();
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
        let text = routes(false, &Loader::new().parse(TWO).unwrap(), &app).unwrap();
        assert!(text.lines().nth(1).unwrap().ends_with("  everything"), "{text}");
    }

    #[test]
    fn machines_read_it_as_json() {
        let app = App::new().on(command("start"), start).fallback(triage);
        let text = routes(true, &Loader::new().parse(TWO).unwrap(), &app).unwrap();
        let shop: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!((&shop["bot"], &shop["mode"]), (&json!("shop"), &json!("polling")));
        assert_eq!(shop["routes"][0]["commands"], json!(["start"]));
        assert_eq!(shop["routes"][0]["kinds"], json!(["business_message", "message"]));
        assert_eq!((&shop["routes"][1]["kinds"], shop["subscribed"].as_array().unwrap().len()), (&Value::Null, 27));
    }

    #[test]
    fn a_pattern_that_cannot_be_meant_is_told_with_its_bot_and_its_route() {
        let app = App::new().on(press("buy:{item"), start);
        let error = routes(false, &Loader::new().parse(TWO).unwrap(), &app).unwrap_err().to_string();
        assert!(error.starts_with("the bot shop: the route ") && error.contains("routes.rs:"), "{error}");
    }
}

//! Users and organizations, as the Events API names them and as a webhook shows them: with every address they have.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::text::Text;

/// A user or an organization.
#[derive(Debug, Deserialize)]
pub(super) struct Account<'a> {
    pub(super) id: u64,
    #[serde(borrow)]
    pub(super) login: Text<'a>,
    #[serde(borrow)]
    gravatar_id: Option<Text<'a>>,
    #[serde(borrow)]
    url: Option<Text<'a>>,
    #[serde(borrow)]
    avatar_url: Option<Text<'a>>,
}

/// What sort of account a name is that of.
pub(super) fn sort_of(login: &str) -> &'static str {
    if login.ends_with("[bot]") { "Bot" } else { "User" }
}

/// A user as a webhook shows one.
pub(super) fn user(who: &Account<'_>, sort: &str, api: &str) -> Value {
    let url = who.url.as_ref().map_or_else(|| format!("{api}/users/{}", &*who.login), |url| url.to_string());
    // An organization names another address of its own, but as an owner it stands among the users.
    let url = if sort == "Organization" { url.replacen("/orgs/", "/users/", 1) } else { url };
    json!({
        "login": &*who.login,
        "id": who.id,
        "node_id": "",
        "avatar_url": avatar(who, api),
        "gravatar_id": who.gravatar_id.as_deref().unwrap_or_default(),
        "html_url": page(&who.login, &url),
        "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "url": url,
        "type": sort,
        "site_admin": false,
    })
}

/// An organization as a webhook shows one.
pub(super) fn organization(who: &Account<'_>, api: &str) -> Value {
    let url = who.url.as_ref().map_or_else(|| format!("{api}/orgs/{}", &*who.login), |url| url.to_string());
    json!({
        "login": &*who.login,
        "id": who.id,
        "node_id": "",
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events"),
        "hooks_url": format!("{url}/hooks"),
        "issues_url": format!("{url}/issues"),
        "members_url": format!("{url}/members{{/member}}"),
        "public_members_url": format!("{url}/public_members{{/member}}"),
        "avatar_url": avatar(who, &url),
        "url": url,
        "description": null,
    })
}

/// A user's page; a bot's is that of its app.
fn page(login: &str, url: &str) -> String {
    match login.strip_suffix("[bot]") {
        Some(app) => format!("{}/apps/{app}", site(url)),
        None => format!("{}/{login}", site(url)),
    }
}

fn avatar(who: &Account<'_>, url: &str) -> String {
    who.avatar_url.as_ref().map_or_else(|| format!("{}/{}.png", site(url), &*who.login), |url| url.to_string())
}

/// Where the pages for people are, for an address of the API: `https://api.github.com/…` has them at
/// `https://github.com`, an Enterprise Server's `https://HOST/api/v3/…` at `https://HOST`.
pub(super) fn site(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    format!("{scheme}://{}", host.strip_prefix("api.").unwrap_or(host))
}

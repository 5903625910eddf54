//! What is watched: a repository, an organization or a user.
//!
//! Written as in GitHub's own search: `octocat/hello-world`, `repo:octocat/hello-world`, `org:rust-lang`, `user:octocat`.

use pollhook_core::{Setup, SetupError};

/// The key in the config.
pub(super) const KEY: &str = "watch";

/// What is watched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Watch {
    /// One repository, as `owner/name`.
    Repository(String),
    /// All repositories of an organization.
    Organization(String),
    /// What a user does. A webhook for that does not exist.
    User(String),
}

impl Watch {
    /// What the config says; `None` when it says nothing.
    pub(super) fn of(setup: &Setup) -> Result<Option<Self>, SetupError> {
        setup.extra(KEY).map(Self::parse).transpose()
    }

    fn parse(text: &str) -> Result<Self, SetupError> {
        let parsed = match text.split_once(':') {
            None => repository(text),
            Some(("repo", name)) => repository(name),
            Some(("org", name)) => name_of_owner(name).map(Self::Organization),
            Some(("user", name)) => name_of_owner(name).map(Self::User),
            Some(_) => None,
        };
        parsed.ok_or_else(|| {
            SetupError(format!(
                "`{KEY} = {text:?}` names nothing on GitHub: it is \"OWNER/REPO\", \"org:NAME\" or \"user:NAME\""
            ))
        })
    }

    /// Where its events are told.
    pub(super) fn events(&self) -> String {
        match self {
            Self::Repository(name) => format!("/repos/{name}/events"),
            Self::Organization(name) => format!("/orgs/{name}/events"),
            Self::User(name) => format!("/users/{name}/events"),
        }
    }

    /// Where its webhooks are kept.
    pub(super) fn hooks(&self) -> Option<String> {
        match self {
            Self::Repository(name) => Some(format!("/repos/{name}/hooks")),
            Self::Organization(name) => Some(format!("/orgs/{name}/hooks")),
            Self::User(_) => None,
        }
    }
}

impl std::fmt::Display for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Repository(name) => f.write_str(name),
            Self::Organization(name) => write!(f, "org:{name}"),
            Self::User(name) => write!(f, "user:{name}"),
        }
    }
}

fn repository(text: &str) -> Option<Watch> {
    is_repository(text).then(|| Watch::Repository(text.to_owned()))
}

/// Whether this is `owner/name`, fit to stand in a path.
pub(super) fn is_repository(text: &str) -> bool {
    text.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

fn name_of_owner(text: &str) -> Option<String> {
    is_name(text).then(|| text.to_owned())
}

/// Letters, digits and `.-_`, and never a way up the path.
fn is_name(text: &str) -> bool {
    let letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    letters && !text.is_empty() && !text.bytes().all(|byte| byte == b'.')
}

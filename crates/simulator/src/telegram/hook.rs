//! A bot's webhook: what may be set, what was set, and what the network says about it.

use std::time::Duration;

use http::uri::PathAndQuery;
use serde_json::{Value, json};
use url::{Position, Url};

use crate::clock::Clock;
use crate::secret::Secret;
use crate::telegram::errors::Refusal;
use crate::telegram::params::Params;

/// The settings of a webhook.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Hook {
    pub(crate) url: Url,
    pub(crate) secret: Option<Secret>,
    pub(crate) max_connections: usize,
    ip_address: Option<String>,
    certificate: bool,
}

impl Hook {
    const PORTS: [u16; 4] = [443, 80, 88, 8443];

    /// Reads the parameters of `setWebhook`. `None`: an empty address, which takes the hook away.
    pub(crate) fn from_params(params: &Params, local: bool) -> Result<Option<Self>, Refusal> {
        let address = params.text("url").unwrap_or_default();
        if address.is_empty() {
            return Ok(None);
        }
        let most = if local { 100_000 } else { 100 };
        let wish = params.int("max_connections").unwrap_or(40).clamp(1, most);
        Ok(Some(Self {
            url: place(&address, local)?,
            secret: secret(params)?,
            max_connections: usize::try_from(wish).unwrap_or(1),
            ip_address: params.text("ip_address"),
            certificate: params.has("certificate"),
        }))
    }
}

fn place(address: &str, local: bool) -> Result<Url, Refusal> {
    let wrong = || Refusal::bad("bad webhook: invalid URL specified");
    let url = Url::parse(address).map_err(|_| wrong())?;
    url[Position::BeforePath..Position::AfterQuery].parse::<PathAndQuery>().map_err(|_| wrong())?;
    let allowed = match url.scheme() {
        "https" => true,
        "http" => local,
        _ => false,
    };
    if !allowed {
        return Err(Refusal::bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    if !local && !Hook::PORTS.contains(&port) {
        return Err(Refusal::bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"));
    }
    Ok(url)
}

fn secret(params: &Params) -> Result<Option<Secret>, Refusal> {
    let Some(secret) = params.text("secret_token").filter(|secret| !secret.is_empty()) else { return Ok(None) };
    if secret.len() > 256 {
        return Err(Refusal::bad("secret token is too long"));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !secret.bytes().all(plain) {
        return Err(Refusal::bad("secret token contains unallowed characters"));
    }
    Ok(Some(Secret::new(secret)))
}

/// What came back from a push.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Pushed {
    /// A whole answer.
    Answered { status: u16, reason: String, retry_after: Option<u64> },
    /// No connection, no answer, or half of one.
    Failed(String),
}

/// How pushes went of late.
#[derive(Debug, Default)]
pub(crate) struct Health {
    last_error: Option<(Duration, String)>,
    gone_since: Option<Duration>,
}

impl Health {
    /// A webhook that has said 410 for this long, without a break, is closed.
    const PATIENCE: Duration = Duration::from_secs(23 * 60 * 60);

    pub(crate) fn failed(&mut self, pushed: &Pushed, now: Duration) {
        let (text, gone) = match pushed {
            Pushed::Answered { status, reason, .. } => {
                (format!("Wrong response from the webhook: {status} {reason}"), *status == 410)
            }
            Pushed::Failed(text) => (text.clone(), false),
        };
        self.last_error = Some((now, text));
        self.gone_since = gone.then(|| self.gone_since.unwrap_or(now));
    }

    pub(crate) fn succeeded(&mut self) {
        self.gone_since = None;
    }

    pub(crate) fn is_hopeless(&self, now: Duration, speed: f64) -> bool {
        self.gone_since.is_some_and(|since| now.saturating_sub(since) >= Self::PATIENCE.div_f64(speed))
    }
}

/// The result of `getWebhookInfo`.
pub(crate) fn info(
    hook: Option<&Hook>,
    health: &Health,
    pending: usize,
    allowed: Option<&[&str]>,
    clock: &Clock,
) -> Value {
    let mut info = json!({
        "url": hook.map_or("", |hook| hook.url.as_str()),
        "has_custom_certificate": hook.is_some_and(|hook| hook.certificate),
        "pending_update_count": pending,
    });
    if let Some(names) = allowed {
        info["allowed_updates"] = json!(names);
    }
    let Some(hook) = hook else { return info };
    info["max_connections"] = json!(hook.max_connections);
    if let Some(address) = &hook.ip_address {
        info["ip_address"] = json!(address);
    }
    if let Some((at, text)) = &health.last_error {
        info["last_error_date"] = json!(clock.unix(*at));
        info["last_error_message"] = json!(text);
    }
    info
}

//! What somebody may have a reason to change about the client.

use std::time::Duration;

/// How the client behaves where a call says nothing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpSettings {
    /// How long a connection may take, name and TLS included: 10 s. A call's own deadline may be shorter.
    pub connect_timeout: Duration,
    /// What the platform is told about who asks: `pollhook/` and the version.
    pub user_agent: String,
    /// Whether there is somebody in between.
    pub proxy: Proxy,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("pollhook/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: Proxy::Environment,
        }
    }
}

/// Who stands between the bot and the platform.
///
/// A proxy sees all of a plain `http://` exchange, the credential included, and only the host's name of an `https://`
/// one. What is asked of loopback never goes through one, whatever the environment says.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Proxy {
    /// Whoever `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` name, `NO_PROXY` excepted; read once, when the client is
    /// made. Settings of the operating system are not read.
    #[default]
    Environment,
    /// Nobody.
    None,
}

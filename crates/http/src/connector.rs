//! The pools of connections: one for the outside, one for loopback.
//!
//! They differ in one thing only: no proxy of the environment ever stands between a bot and what runs beside it, its
//! own API server or the simulated network.

use std::net::IpAddr;
use std::time::Duration;

use pollhook_core::HttpError;
use reqwest::{Client, ClientBuilder, Response, Url};
use rustls::ClientConfig;

use crate::error::in_head;
use crate::request::{Request, invalid};
use crate::settings::{HttpSettings, Proxy};
use crate::tls;

/// Shorter than what servers keep an idle connection for: one that closes while a call is on its way leaves nobody
/// knowing whether that was carried out.
const IDLE: Duration = Duration::from_secs(30);
/// Replies come in bursts; between them a few connections are enough.
const IDLE_PER_HOST: usize = 16;

pub(crate) struct Connector {
    outside: Client,
    loopback: Client,
    connect_timeout: Duration,
}

impl Connector {
    pub(crate) fn new(settings: &HttpSettings) -> Result<Self, HttpError> {
        let tls = tls::config()?;
        let outside = pool(settings, tls.clone());
        let outside = match settings.proxy {
            Proxy::Environment => outside,
            Proxy::None => outside.no_proxy(),
        };
        let loopback = pool(settings, tls).no_proxy();
        Ok(Self { outside: build(outside)?, loopback: build(loopback)?, connect_timeout: settings.connect_timeout })
    }

    /// Sends one request and waits for the head of its answer.
    pub(crate) async fn send(&self, request: &Request) -> Result<Response, HttpError> {
        let client = if is_loopback(&request.url) { &self.loopback } else { &self.outside };
        request.build(client).await?.send().await.map_err(|error| in_head(&error, self.connect_timeout))
    }
}

fn pool(settings: &HttpSettings, tls: ClientConfig) -> ClientBuilder {
    Client::builder()
        .user_agent(&settings.user_agent)
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .tls_backend_preconfigured(tls)
}

fn build(pool: ClientBuilder) -> Result<Client, HttpError> {
    pool.build().map_err(|_| invalid("the HTTP client cannot be set up: is the user agent a header's value?"))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or_else(|_| host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_known_in_all_its_forms() {
        let check = |url: &str| is_loopback(&Url::parse(url).unwrap());
        for url in [
            "http://127.0.0.1:80/",
            "http://127.8.8.8/",
            "http://[::1]:1/",
            "http://localhost/",
            "http://api.LocalHost/",
        ] {
            assert!(check(url), "{url}");
        }
        for url in ["http://127.example.org/", "http://10.0.0.1/", "http://[2001:db8::1]/", "http://localhost.org/"] {
            assert!(!check(url), "{url}");
        }
    }
}

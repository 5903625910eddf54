//! Every bound, with the reason why somebody would change it.

use std::time::Duration;

use crate::Network;

/// The bounds of one listener.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerSettings {
    /// How many connections may be open: each costs a descriptor and some kilobytes.
    pub connections: usize,
    /// Peers that speak for many, such as a proxy. Everybody else gets at most a quarter of the connections.
    pub trusted_proxies: Vec<Network>,
    /// How long the head of a request may be, in bytes; never less than 8 KiB.
    pub head_limit: usize,
    /// How long a client may take to send a head, from the connection or from its first byte on, and how long it may
    /// leave an answer unread.
    pub head_within: Duration,
    /// How long a connection may lie idle between two requests. Platforms keep theirs open, and each one closed costs
    /// them a handshake.
    pub idle: Duration,
    /// How many bytes of bodies may be held for requests that are not answered yet, over all routes. The first 32 KiB of
    /// each do not count, so that whoever holds all of this keeps out large bodies only; `connections` bounds those.
    pub bytes_in_flight: usize,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            connections: 1024,
            trusted_proxies: Vec::new(),
            head_limit: 16 << 10,
            head_within: Duration::from_secs(5),
            idle: Duration::from_secs(75),
            bytes_in_flight: BYTES_IN_FLIGHT,
        }
    }
}

impl ServerSettings {
    /// How many connections one peer may have.
    pub(crate) fn share(&self) -> usize {
        (self.connections / 4).max(1)
    }
}

/// 64 MiB: a thousand of the largest bodies that a chat platform is likely to send.
pub(crate) const BYTES_IN_FLIGHT: usize = 64 << 20;

/// The bounds of one webhook that its platform's rules do not give.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WebhookSettings {
    /// How long a body may take to arrive.
    pub body_within: Duration,
    /// How long to wait for room where the platform states no deadline.
    pub room_within: Duration,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self { body_within: Duration::from_secs(10), room_within: Duration::from_secs(2) }
    }
}

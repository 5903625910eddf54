//! How many connections each peer has, so that none can take them all.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Network;

/// Counts connections by peer.
#[derive(Debug)]
pub(crate) struct Peers {
    share: usize,
    trusted: Vec<Network>,
    open: Mutex<HashMap<IpAddr, usize>>,
}

impl Peers {
    /// Allows `share` connections to each peer that is not trusted.
    pub(crate) fn new(share: usize, trusted: Vec<Network>) -> Arc<Self> {
        Arc::new(Self { share, trusted, open: Mutex::default() })
    }

    /// Counts a connection in until the guard goes; `None` when the peer has its share already.
    pub(crate) fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Connected> {
        if self.trusted.iter().any(|network| network.contains(peer)) {
            return Some(Connected(None));
        }
        let peer = household(peer);
        let mut open = self.lock();
        let count = open.entry(peer).or_default();
        if *count >= self.share {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Connected(Some((Arc::clone(self), peer))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection that is counted.
#[derive(Debug)]
pub(crate) struct Connected(Option<(Arc<Peers>, IpAddr)>);

impl Drop for Connected {
    fn drop(&mut self) {
        let Some((peers, peer)) = self.0.take() else { return };
        if let Entry::Occupied(mut count) = peers.lock().entry(peer) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// Who is one peer: an IPv4 address, or the /64 of an IPv6 one, of which a single host has 2⁶⁴ addresses.
fn household(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::Peers;

    #[test]
    fn each_peer_has_its_share_and_a_trusted_one_has_no_bound() {
        let peers = Peers::new(1, vec!["127.0.0.0/8".parse().unwrap()]);
        let enter = |peer: &str| peers.enter(peer.parse().unwrap());
        let first = enter("203.0.113.1");
        assert!(first.is_some());
        assert!(enter("203.0.113.1").is_none());
        assert!(enter("::ffff:203.0.113.1").is_none(), "the same address in other clothes");
        assert!(enter("203.0.113.2").is_some());
        let v6 = enter("2001:db8::1");
        assert!(v6.is_some());
        assert!(enter("2001:db8::2").is_none(), "the same /64");
        assert!(enter("2001:db8:0:1::1").is_some());
        let trusted = [enter("127.0.0.1"), enter("127.0.0.1")];
        assert!(trusted.iter().all(Option::is_some));
        drop(first);
        assert!(enter("203.0.113.1").is_some(), "its place came free");
        drop(v6);
        assert!(peers.lock().is_empty(), "who has no connection is not remembered");
    }
}

//! Addresses of the web, as they stand in a config.

use url::Url;

use super::read::Reader;
use super::written;

/// Reads an address; what is wrong with it is noted.
pub(super) fn read(reader: &mut Reader<'_>, path: &'static str) -> Option<(Url, String)> {
    let text = reader.text(path)?;
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            if let Some(shown) = without_credentials(&url) {
                reader.mask(path, written::text(&shown));
            }
            Some((url, text))
        }
        _ => {
            // Not quoted: it may hold a password.
            reader.problem(path, format!("{path} is no address of the web: it begins with https:// or http://"));
            None
        }
    }
}

/// The address as it may be shown; `None` when it may be shown as it is.
pub(super) fn without_credentials(url: &Url) -> Option<String> {
    if url.password().is_none() && url.username().is_empty() {
        return None;
    }
    let mut shown = url.clone();
    // Both can fail only for addresses without a host, which have no credentials either.
    let _ = shown.set_password(None);
    let _ = shown.set_username("****");
    Some(shown.into())
}

/// Whether the address means this very machine at this port.
pub(super) fn is_local(url: &Url, port: u16) -> bool {
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    local && url.port_or_known_default() == Some(port)
}

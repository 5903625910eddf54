//! What went wrong, in words that say what to do and that hold no URL.
//!
//! reqwest's errors carry the URL, and with it a credential in a path. So none is passed on: each is read for its
//! cause, and said anew.

use std::error::Error;
use std::io;
use std::time::Duration;

use pollhook_core::{HttpError, HttpErrorKind};

use crate::request::invalid;
use crate::tls::NoRoots;

/// An exchange that ended before there was a head.
pub(crate) fn in_head(error: &reqwest::Error, connect_timeout: Duration) -> HttpError {
    if error.is_connect() {
        return HttpError::new(HttpErrorKind::Connect, no_connection(error, connect_timeout));
    }
    if error.is_builder() {
        return invalid("this call cannot be put into a request: is the address of the API right?");
    }
    cut("the connection broke before an answer came", error)
}

/// An exchange that ended in the middle of the body.
pub(crate) fn in_body(error: &reqwest::Error) -> HttpError {
    let garbled = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| {
        // Said by the decompressor; a connection that breaks says something else.
        matches!(cause.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
    });
    if garbled {
        return HttpError::new(HttpErrorKind::Cut, "the answer could not be decompressed");
    }
    cut("the connection broke in the middle of the answer", error)
}

fn cut(what: &str, error: &reqwest::Error) -> HttpError {
    HttpError::new(HttpErrorKind::Cut, format!("{what}: {}", innermost(error)))
}

fn no_connection(error: &reqwest::Error, connect_timeout: Duration) -> String {
    if let Some(tls) = cause::<rustls::Error>(error) {
        return no_tls(tls);
    }
    if error.is_timeout() {
        return format!("no connection within {connect_timeout:?}: is there a way to the API, or a firewall between?");
    }
    if is_unknown_name(error) {
        return "the name of the API's host could not be resolved: is it right, and is there a network?".into();
    }
    match cause::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "the connection was refused: does the API run there?".into(),
        _ => format!("there is no connection: {}", innermost(error)),
    }
}

fn no_tls(error: &rustls::Error) -> String {
    match error {
        rustls::Error::Other(other) if other.0.is::<NoRoots>() => other.to_string(),
        rustls::Error::InvalidCertificate(why) => format!(
            "the certificate of the API is not trusted: {why}. If it is your own, add its root to the system's or \
             name it in SSL_CERT_FILE"
        ),
        rustls::Error::InvalidMessage(_) => {
            "what answers there does not speak TLS: does the address of the API begin with http://?".into()
        }
        other => format!("there is no TLS connection: {other}"),
    }
}

/// The resolver's error is private to the connector below reqwest, but is the only one to begin like this.
fn is_unknown_name(error: &reqwest::Error) -> bool {
    error.is_dns() || causes(error).any(|cause| cause.to_string() == "dns error")
}

fn cause<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// The causes below reqwest's own words: sockets, TLS and HTTP, none of which knows the URL.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |error| below(*error)).filter(|cause| !cause.is::<reqwest::Error>())
}

/// An I/O error hides what it wraps from `source`.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "the reason is not known".into(), ToString::to_string)
}

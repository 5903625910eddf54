//! Whether the address of a webhook leads to one: its name, its port, its certificate, and who answers there.
//!
//! Asked from this machine, which may see the address otherwise than the platform does: behind a NAT of its own it may
//! not reach itself at all, and then the platform's view of the webhook is the better witness.

use std::time::Duration;

use pollhook_core::{Auth, Call, Http, HttpError, HttpErrorKind};
use tokio::net::lookup_host;
use url::Url;

use super::finding::Finding;

/// Who does not answer within this is not there.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn look(address: &str, http: &dyn Http) -> Vec<Finding> {
    let Ok(url) = Url::parse(address) else { return Vec::new() };
    let name = name(&url).await;
    if name.is_to_mend() {
        return vec![name];
    }
    vec![name, endpoint(&url, http).await]
}

async fn name(url: &Url) -> Finding {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(443);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match lookup_host((bare, port)).await.map(|mut found| found.next()) {
        Ok(Some(at)) if at.ip().to_string() == bare => Finding::ok("address", host),
        Ok(Some(at)) => Finding::ok("address", format!("{host} is {}", at.ip())),
        Ok(None) | Err(_) => Finding::mend(
            "address",
            format!("nobody knows the name {host}"),
            "write the right one into `url` of [webhook], or have an A or AAAA record made for it",
        ),
    }
}

/// A GET, which a webhook refuses before it looks at anything.
async fn endpoint(url: &Url, http: &dyn Http) -> Finding {
    let mut call = Call::get(url.as_str(), Auth::None);
    call.deadline = PATIENCE;
    match http.send(call).await {
        Ok(answer) => answered(answer.status.as_u16()),
        Err(error) => unreached(url, &error),
    }
}

fn answered(status: u16) -> Finding {
    let told = format!("it answers {status}");
    let how = match status {
        400 | 401 | 403 | 405 => {
            return Finding::ok("endpoint", format!("{told}, as a webhook does that is not called"));
        }
        404 => {
            "a proxy before it does not pass this path on, or strips a part of it: say with `path` in [webhook] what is left"
        }
        502..=504 => {
            "the bot does not run, or the proxy before it looks for it at another port than `listen` in [server]"
        }
        200..=299 => "something else answers there: let the proxy pass this path on to `listen` in [server]",
        300..=399 => "it points elsewhere, and platforms do not follow: write the address it points to into `url`",
        _ => "the proxy before it may know why",
    };
    Finding::mend("endpoint", told, how)
}

fn unreached(url: &Url, error: &HttpError) -> Finding {
    let how = match (error.kind(), url.scheme()) {
        (HttpErrorKind::Connect, "https") => {
            "start the bot and the proxy before it, open the port, and see that the certificate is valid for this name"
        }
        // Its words are for whoever looks for an API.
        (HttpErrorKind::Connect, _) => {
            return Finding::mend("endpoint", "nobody answers there", "start the bot, and open the port");
        }
        (HttpErrorKind::Redirect, _) => "it points to another host: write that address into `url` of [webhook]",
        _ => "the proxy before it may know why",
    };
    Finding::mend("endpoint", error.to_string(), how)
}

#[cfg(test)]
mod tests {
    use pollhook_testkit::{Reply, ScriptedHttp};

    use super::*;

    async fn seen(address: &str, reply: Reply) -> String {
        let findings = look(address, &ScriptedHttp::new([reply])).await;
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[tokio::test]
    async fn who_answers_is_told_apart_by_the_status() {
        for (status, part) in [
            (405, "ok    endpoint    it answers 405"),
            (401, "ok    endpoint"),
            (404, "mend  endpoint    it answers 404: a proxy before it does not pass this path on"),
            (502, "mend  endpoint    it answers 502: the bot does not run"),
            (200, "mend  endpoint    it answers 200: something else answers there"),
            (301, "mend  endpoint    it answers 301: it points elsewhere"),
            (500, "mend  endpoint    it answers 500"),
        ] {
            let seen = seen("http://127.0.0.1:9/hook", Reply::status(status, "")).await;
            assert!(seen.starts_with("  ok    address     127.0.0.1\n"), "{seen}");
            assert!(seen.contains(part), "{seen}");
        }
    }

    #[tokio::test]
    async fn who_does_not_answer_is_told_apart_by_the_error() {
        let refused = seen("https://[::1]/hook", Reply::Fail(HttpErrorKind::Connect)).await;
        assert!(refused.contains("ok    address     [::1]") && refused.contains("certificate"), "{refused}");
        let elsewhere = seen("http://127.0.0.1/hook", Reply::Fail(HttpErrorKind::Redirect)).await;
        assert!(elsewhere.contains("points to another host"), "{elsewhere}");
    }

    #[tokio::test]
    async fn a_name_that_nobody_knows_is_not_called() {
        // Reserved for names that never are (RFC 6761).
        let seen = seen("https://bot.invalid/hook", Reply::status(405, "")).await;
        assert!(seen.contains("mend  address     nobody knows the name bot.invalid"), "{seen}");
        assert!(!seen.contains("endpoint"), "{seen}");
    }
}

//! Where a file is: getFile says a path, and the address with that path in it holds the token too.

use std::time::Duration;

use pollhook_core::{Auth, Call, Unsupported};
use serde_json::Value;

use super::super::api::Api;

/// How long a file may stand still.
const STILL: Duration = Duration::from_secs(30);

/// The call that fetches what getFile told of.
pub(super) fn located(api: &Api, result: &Value) -> Result<Call, Unsupported> {
    let path = result["file_path"].as_str().unwrap_or_default();
    if path.starts_with('/') {
        return Err(Unsupported(
            "this server runs with --local and tells where the file is on its own disk: read it there".into(),
        ));
    }
    if !is_plain(path) {
        return Err(Unsupported("Telegram did not say where the file is".into()));
    }
    Ok(Call::get(api.file(path), Auth::Path).deadline(STILL))
}

/// Whether a path leads somewhere below, and nowhere else.
fn is_plain(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._".contains(&byte);
    path.bytes().all(is_plain) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

//! A test that needs an environment of its own runs in a process of its own.

use std::process::Command;

const MARK: &str = "POLLHOOK_TEST_PROCESS";

/// Names that would change what a test sees.
const CLEARED: &[&str] =
    &["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "REQUEST_METHOD", "SSL_CERT_DIR", "SSL_CERT_FILE"];

/// Runs the test of this name once more, with this environment. True in that process; in the first one, false, after
/// the other has passed.
pub(crate) fn with(environment: &[(&str, &str)], test: &str) -> bool {
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in CLEARED {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = command.args(["--exact", test]).env(MARK, "1").envs(environment.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    false
}

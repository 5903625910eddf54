//! How large an attack is: in CI, and in full.

use std::process::Command;

/// Whether attacks are as large as they are meant to be.
pub(crate) fn full() -> bool {
    std::env::var("ATTACKS").is_ok_and(|extent| extent == "full")
}

/// As many in CI, or as many in full.
pub(crate) fn many<T>(in_ci: T, in_full: T) -> T {
    if full() { in_full } else { in_ci }
}

/// Lets this process, and those that it starts from now on, hold so many descriptors.
pub(crate) fn descriptors(wanted: usize) {
    // By the shell's own `ulimit` and util-linux: no dependency, and no unsafe code, for one line.
    let script = format!(
        "[ \"$(ulimit -n)\" = unlimited ] || [ \"$(ulimit -n)\" -ge {wanted} ] || prlimit --pid $PPID --nofile={wanted}:"
    );
    let raised = Command::new("sh").args(["-c", &script]).status();
    assert!(
        raised.is_ok_and(|status| status.success()),
        "this attack needs {wanted} descriptors: `ulimit -n {wanted}`"
    );
}

//! An id for what has none: what came but cannot be read is named by its bytes.
#![cfg_attr(not(feature = "telegram"), allow(dead_code, reason = "no platform was compiled in"))]

use compact_str::CompactString;
use pollhook_core::{Bytes, Draft};

/// An event that cannot be read, under an id that is the same on every redelivery, by both doors and in every process.
pub(crate) fn unreadable(why: impl Into<CompactString>, payload: Bytes) -> Draft {
    Draft::undecodable(id(&payload), why, payload)
}

/// The bytes' FNV-1a hash, shortened to what a [`CompactString`] holds in place. It names, it does not authenticate: only
/// what was authenticated comes this far.
fn id(bytes: &[u8]) -> CompactString {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let hash = bytes.iter().fold(START, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    compact_str::format_compact!("raw:{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids are kept in stores, so they may never change: the published values of the hash.
    #[test]
    fn the_id_of_a_content_is_the_same_in_every_release() {
        assert_eq!(id(b""), "raw:cbf29ce484222325");
        assert_eq!(id(b"a"), "raw:af63dc4c8601ec8c");
        assert_eq!(id(b"foobar"), "raw:85944171f73967e8");
    }
}

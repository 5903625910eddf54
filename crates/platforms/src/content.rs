//! An id for what has none: it is named by its bytes.

use compact_str::CompactString;
use pollhook_core::{Bytes, Draft};

/// An event that cannot be read, under an id that is the same on every redelivery, by both doors and in every process.
pub(crate) fn unreadable(why: impl Into<CompactString>, payload: Bytes) -> Draft {
    Draft::undecodable(id(&payload), why, payload)
}

fn id(bytes: &[u8]) -> CompactString {
    compact_str::format_compact!("raw:{:016x}", hash(&[bytes]))
}

/// The FNV-1a hash of parts, with a byte between them that no text holds. It names, it does not authenticate: only what
/// was authenticated comes this far.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    const BETWEEN: u8 = 0xff;
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
    let (first, rest) = parts.split_first().map_or((&[][..], &[][..]), |(first, rest)| (*first, rest));
    rest.iter().fold(first.iter().fold(START, step), |hash, part| part.iter().fold(step(hash, &BETWEEN), step))
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

    #[test]
    fn where_one_part_ends_and_the_next_begins_counts() {
        let cuts: &[&[&[u8]]] = &[&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"], &[b"abc", b""], &[b"", b"abc"]];
        for (at, one) in cuts.iter().enumerate() {
            for other in &cuts[at + 1..] {
                assert_ne!(hash(one), hash(other), "{one:?} {other:?}");
            }
        }
        assert_eq!(hash(&[b"ab", b"c"]), hash(&[b"ab\xffc"]), "a byte that no text holds");
    }
}

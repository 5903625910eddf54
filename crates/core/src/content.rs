//! A name for what has none: it is named by its bytes.

/// A hash of parts, the same in every process and in every release: for ids of what a platform gives none.
///
/// It is FNV-1a, with a byte between the parts that no text holds. It names, it does not authenticate: only what was
/// authenticated is an event.
#[must_use]
pub fn content_hash(parts: &[&[u8]]) -> u64 {
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
    use crate::Draft;

    /// Ids are kept in stores, so they may never change: the published values of the hash.
    #[test]
    fn the_id_of_a_content_is_the_same_in_every_release() {
        let id = |bytes: &'static [u8]| Draft::unreadable("it is no event", bytes).id.to_string();
        assert_eq!(id(b""), "raw:cbf29ce484222325");
        assert_eq!(id(b"a"), "raw:af63dc4c8601ec8c");
        assert_eq!(id(b"foobar"), "raw:85944171f73967e8");
    }

    #[test]
    fn where_one_part_ends_and_the_next_begins_counts() {
        let cuts: &[&[&[u8]]] = &[&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"], &[b"abc", b""], &[b"", b"abc"]];
        for (at, one) in cuts.iter().enumerate() {
            for other in &cuts[at + 1..] {
                assert_ne!(content_hash(one), content_hash(other), "{one:?} {other:?}");
            }
        }
        assert_eq!(content_hash(&[b"ab", b"c"]), content_hash(&[b"ab\xffc"]), "a byte that no text holds");
    }
}

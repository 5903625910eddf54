//! What somebody probably meant.

/// The known word that is nearest to `word`, if one is near enough to be meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let far = |known: &str| strsim::damerau_levenshtein(&word.to_lowercase(), known);
    let (distance, nearest) =
        known.into_iter().map(|known| (far(known), known)).min_by_key(|(distance, _)| *distance)?;
    // A third of the word may be wrong; of a short word, one letter or two swapped.
    (distance <= (word.len().max(nearest.len()) / 3).max(1)).then_some(nearest)
}

/// A question that names what is near, or else all that is known.
pub(super) fn suggest(word: &str, known: &[&str], quote: impl Fn(&str) -> String) -> String {
    match nearest(word, known.iter().copied()) {
        Some(nearest) => format!("did you mean {}?", quote(nearest)),
        None => format!("known are {}", known.iter().map(|known| quote(known)).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_enough_to_be_meant() {
        let known = ["timeout", "interval", "style"];
        assert_eq!(nearest("timout", known), Some("timeout"));
        assert_eq!(nearest("Timeout", known), Some("timeout"));
        assert_eq!(nearest("intervall", known), Some("interval"));
        assert_eq!(nearest("stlye", known), Some("style"));
        assert_eq!(nearest("colour", known), None);
    }
}

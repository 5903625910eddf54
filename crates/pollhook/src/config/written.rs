//! Texts as a config writes them.
//!
//! Rust's own way of quoting will not do: it escapes what TOML does not, in a form that TOML does not know.

/// A text between quotes, such that whoever reads it as a config reads this text: nothing in it is a variable. Each letter
/// is written by itself, so a part of a text is written as a part of it.
pub(super) fn text(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => written.extend(['\\', letter]),
            '$' => written.push_str("$$"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            // All that TOML wants escaped has four digits; what else has no shape is shown by them, too.
            letter if letter.is_control() => written.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => written.push(letter),
        }
    }
    written.push('"');
    written
}

/// A list of texts.
pub(super) fn texts(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|one| text(one)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for plain in ["", "shop", "a \"b\" c\\d", "two\nlines\t\r", "\u{0}\u{1b}\u{7f}\u{85}\u{200b}", "'\u{1F600}"] {
            let table: toml::Table = format!("a = {}", text(plain)).parse().unwrap();
            assert_eq!(table["a"].as_str(), Some(plain));
        }
        assert_eq!(texts(&["a".to_owned(), "b\"".to_owned()]), r#"["a", "b\""]"#);
        assert_eq!(texts(&[]), "[]");
    }

    #[test]
    fn a_dollar_stays_one() {
        let dollars = ["$", "$$", "a$b", "${X}", "$${X}", "$$$", "$$${", "5$"];
        for plain in dollars {
            let table: toml::Table = format!("a = {}", text(plain)).parse().unwrap();
            let written = table["a"].as_str().unwrap();
            let expanded = super::super::expand::expand(written, &|_| None, &mut Vec::new());
            assert_eq!(expanded.as_deref(), Ok(plain), "{written}");
        }
    }
}

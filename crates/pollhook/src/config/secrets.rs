//! What no text may show, wherever the text comes from.

use pollhook_core::{ExposeSecret, SecretString};

use super::written;

/// All secrets of a bot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// A text of the platform's, or an address that somebody registered, without our secrets.
    pub(crate) fn mask(&self, text: &str) -> String {
        let secrets = self.0.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "****"))
    }

    /// A text as a config writes it, without our secrets: they, too, as a config writes them.
    pub(super) fn mask_written(&self, text: &str) -> String {
        let secrets = self.0.iter().map(|secret| written::text(secret.expose_secret()));
        let inner = |written: String| written[1..written.len() - 1].to_owned();
        let secrets = secrets.map(inner).filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(&secret, "****"))
    }

    /// An address without our secrets, and without a password.
    pub(crate) fn mask_address(&self, address: &str) -> String {
        let shown = url::Url::parse(address).ok().and_then(|url| super::without_credentials(&url));
        self.mask(&shown.unwrap_or_else(|| address.to_owned()))
    }
}

impl FromIterator<SecretString> for Secrets {
    fn from_iter<I: IntoIterator<Item = SecretString>>(secrets: I) -> Self {
        Self(secrets.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_passwords_are_masked() {
        let secrets: Secrets = ["12:abc".into(), SecretString::from("")].into_iter().collect();
        assert_eq!(secrets.mask("no 12:abc here, 12:abc"), "no **** here, ****");
        assert_eq!(secrets.mask_address("https://me:pw@a.example/12:abc"), "https://****@a.example/****");
        assert_eq!(secrets.mask_address("not an address"), "not an address");
    }

    #[test]
    fn a_secret_is_masked_however_a_config_has_to_write_it() {
        let secrets: Secrets = [r#"a"b"#, "c$d\\", ""].map(SecretString::from).into_iter().collect();
        let written = written::text(r#"https://a.example/a"b/c$d\"#);
        assert_eq!(secrets.mask_written(&written), r#""https://a.example/****/****""#);
    }
}

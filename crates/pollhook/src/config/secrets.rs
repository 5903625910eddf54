//! What no text may show, wherever the text comes from.

use pollhook_core::{ExposeSecret, SecretString};

/// All secrets of a bot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// A text of the platform's, or an address that somebody registered, without our secrets.
    pub(crate) fn mask(&self, text: &str) -> String {
        let secrets = self.0.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "****"))
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
}

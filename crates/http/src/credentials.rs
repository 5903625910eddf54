//! A credential that stands in the config and stays what it is.

use async_trait::async_trait;
use pollhook_core::{BoxError, Credentials, ExposeSecret, SecretString};

/// The same credential for every scope; it cannot be renewed.
#[derive(Clone, Debug)]
pub struct Constant(SecretString);

impl Constant {
    /// This credential, without the white space around it: a file ends in a line break, a credential never does.
    #[must_use]
    pub fn new(secret: SecretString) -> Self {
        let exposed = secret.expose_secret();
        let trimmed = exposed.trim();
        if trimmed.len() == exposed.len() { Self(secret) } else { Self(SecretString::from(trimmed)) }
    }
}

#[async_trait]
impl Credentials for Constant {
    async fn get(&self, _scope: &str) -> Result<SecretString, BoxError> {
        if self.0.expose_secret().is_empty() {
            return Err("it is empty in the config".into());
        }
        Ok(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_break_at_the_end_is_no_part_of_it() {
        let constant = Constant::new(SecretString::from("123:abc\n"));
        assert_eq!(constant.get("any").await.unwrap().expose_secret(), "123:abc");
    }

    #[tokio::test]
    async fn an_empty_one_is_an_error_and_not_an_anonymous_call() {
        assert!(Constant::new(SecretString::from("\n")).get("any").await.is_err());
    }
}

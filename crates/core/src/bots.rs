//! The bots of a process, for handlers that speak without an event, or by another bot than the one that heard.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use crate::{Address, Bot, BotId, Context, Error, ExtractError, FromContext, Reply};

/// The bots of a process, by their names in the config. Cheap to clone; clones are the same. It is an argument that a
/// handler can ask for.
///
/// A bot is there from when it knows who it is until it ends.
#[derive(Clone, Default)]
pub struct Bots(Arc<RwLock<BTreeMap<BotId, Weak<Bot>>>>);

impl Bots {
    /// Bots of these names, none of which is there yet.
    pub fn named(names: impl IntoIterator<Item = BotId>) -> Self {
        Self(Arc::new(RwLock::new(names.into_iter().map(|name| (name, Weak::new())).collect())))
    }

    /// The bot is there now.
    pub fn add(&self, bot: &Arc<Bot>) {
        // Weak: every bot knows its fellows, and they would keep each other for ever.
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(bot.id.clone(), Arc::downgrade(bot));
    }

    /// Speaks there, by the bot that the address names.
    ///
    /// ```
    /// use pollhook_core::{Address, Bots, Error};
    ///
    /// /// `customer` was kept when they ordered: it is `reply.address()`, or an argument of the handler.
    /// async fn paid(customer: Address, bots: Bots) -> Result<(), Error> {
    ///     bots.to(&customer)?.text("Your money has come.").await?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Permanent when no bot is called so, or it has gone to another platform; worth another try when it is not there
    /// yet, or not any more.
    pub fn to(&self, address: &Address) -> Result<Reply, Error> {
        let bot = self.get(address.bot())?;
        if bot.platform != *address.platform() {
            let text = format!("the bot {:?} is one of {} now: {address} is out of date", address.bot(), bot.platform);
            return Err(Error::permanent(text));
        }
        Ok(Reply::to(bot, address.place().clone()))
    }

    /// The bot of this name.
    ///
    /// # Errors
    /// Permanent when no bot is called so; worth another try when it is not there yet, or not any more.
    pub fn get(&self, name: &str) -> Result<Arc<Bot>, Error> {
        let bots = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match bots.get(name).map(Weak::upgrade) {
            Some(Some(bot)) => Ok(bot),
            Some(None) => Err(Error::retry(ABSENT, format!("the bot {name:?} does not run now"))),
            None => {
                let names: Vec<_> = bots.keys().map(|name| format!("{:?}", name.as_str())).collect();
                Err(Error::permanent(format!("no bot is called {name:?}: there are {}", names.join(", "))))
            }
        }
    }
}

/// A bot that starts needs an answer of its platform.
const ABSENT: Duration = Duration::from_secs(1);

impl fmt::Debug for Bots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.read().unwrap_or_else(PoisonError::into_inner).keys()).finish()
    }
}

impl<S> FromContext<S> for Bots {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        Ok(cx.bot().bots.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Event, Message, NoReplies, Place, View, What};

    struct Blind;

    impl View for Blind {
        fn message(&self, _event: &Event) -> Option<Message> {
            None
        }

        fn kinds(&self, _what: What) -> &'static [&'static str] {
            &[]
        }
    }

    fn bot(bots: &Bots) -> Arc<Bot> {
        let bot = Bot {
            id: "shop".into(),
            platform: "test".into(),
            identity: None,
            view: Arc::new(Blind),
            replies: Arc::new(NoReplies),
            bots: bots.clone(),
        };
        Arc::new(bot)
    }

    #[test]
    fn a_bot_is_there_from_when_it_is_added_until_it_goes() {
        let bots = Bots::named(["shop".into(), "news".into()]);
        let absent = |bots: &Bots| bots.get("shop").unwrap_err().kind() == ErrorKind::Retry(Some(ABSENT));
        assert!(absent(&bots));
        let shop = bot(&bots);
        bots.add(&shop);
        assert_eq!(bots.get("shop").unwrap().id, shop.id);
        drop(shop);
        assert!(absent(&bots), "its fellows do not keep it");
    }

    #[test]
    fn a_name_that_nobody_has_is_answered_with_those_that_there_are() {
        let error = Bots::named(["shop".into(), "news".into()]).get("shpo").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Permanent);
        assert_eq!(error.to_string(), r#"no bot is called "shpo": there are "news", "shop""#);
    }

    #[test]
    fn an_address_is_spoken_to_by_its_bot_if_that_is_there_and_what_it_was() {
        let bots = Bots::named(["shop".into()]);
        let to = |address: &str| bots.to(&address.parse().unwrap());
        assert_eq!(to("test:shop/5").unwrap_err().kind(), ErrorKind::Retry(Some(ABSENT)));
        let shop = bot(&bots);
        bots.add(&shop);
        assert_eq!(to("test:shop/5").unwrap().address(), Some(Address::new("test", "shop", Place::chat("5"))));
        assert_eq!(to("test:news/5").unwrap_err().kind(), ErrorKind::Permanent);
        let moved = to("other:shop/5").unwrap_err();
        assert_eq!(moved.kind(), ErrorKind::Permanent);
        assert_eq!(moved.to_string(), r#"the bot "shop" is one of test now: other:shop/5 is out of date"#);
    }
}

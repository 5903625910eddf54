//! What the shop knows: what somebody has chosen, and what was ordered. In memory here; a shop of yours has a database.
//!
//! A handler may run again after it failed, so nothing here counts twice: whatever is done has a name, the customer or the
//! number of an order.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pollhook::prelude::*;
use serde::{Deserialize, Serialize};

/// What there is to eat.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dish {
    Pizza,
    Soup,
}

impl Dish {
    fn euros(self) -> u32 {
        match self {
            Self::Pizza => 9,
            Self::Soup => 6,
        }
    }
}

impl fmt::Display for Dish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?} ({} €)", self.euros())
    }
}

/// Something that is to be brought somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) number: usize,
    pub(crate) customer: Address,
    pub(crate) dish: Dish,
    pub(crate) address: String,
    pub(crate) is_paid: bool,
}

/// All orders. Cheap to clone; clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Orders(Arc<Mutex<Books>>);

#[derive(Default)]
struct Books {
    /// Of those who have not said where to. A customer is whoever is in a chat: at which of the shop's bots, the address
    /// says.
    chosen: HashMap<Address, Dish>,
    orders: Vec<Order>,
}

impl Orders {
    /// Somebody has chosen, and will say where to bring it.
    pub(crate) fn choose(&self, customer: Address, dish: Dish) {
        self.books().chosen.insert(customer, dish);
    }

    /// They have said where to; `None` when they have chosen nothing.
    pub(crate) fn bring(&self, customer: &Address, address: String) -> Option<Order> {
        let mut books = self.books();
        let dish = books.chosen.remove(customer)?;
        let number = books.orders.len() + 1;
        let order = Order { number, customer: customer.clone(), dish, address, is_paid: false };
        books.orders.push(order.clone());
        Some(order)
    }

    pub(crate) fn find(&self, number: usize) -> Result<Order> {
        let found = self.books().orders.get(number.wrapping_sub(1)).cloned();
        found.ok_or_else(|| Error::permanent(format!("there is no order {number}")))
    }

    pub(crate) fn is_paid(&self, number: usize) {
        if let Some(order) = self.books().orders.get_mut(number.wrapping_sub(1)) {
            order.is_paid = true;
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

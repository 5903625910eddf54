//! Whole bots, from the text of a config alone, on the simulated network.

mod drain;
mod modes;
mod net;
mod registration;
mod start;

//! The command as people run it: what it prints, and how it exits.

#![allow(clippy::unwrap_used, reason = "what a test needs and does not get fails it")]

mod config;
mod doctor;
mod init;
mod printed;
mod run;
mod scene;
mod simulate;
mod webhook;

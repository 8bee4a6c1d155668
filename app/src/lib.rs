//! The program without a window: the open draft as a page sees it, what lies beside it, and what is kept
//! between two starts. Any shell can stand around it; no rule of any form lives here.

// A panic loses what is being typed: what can fail is told. `expect` stays for constants, and says why it
// holds; tests may.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::get_unwrap))]

pub mod backups;
pub mod calls;
pub mod crossing;
pub mod desk;
pub mod failure;
pub mod intake;
pub mod paper;
pub mod preferences;
pub mod received;
pub mod recent;
mod search;
pub mod session;
pub mod shell;
pub mod versions;
pub mod wire;

/// The program's name as people see it: the window's title, and the page's.
pub const TITLE: &str = "无废申报";

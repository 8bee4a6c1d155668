//! The program without a window: the open draft as a page sees it, what lies beside it, and what is kept
//! between two starts. Any shell can stand around it; no rule of any form lives here.

// A panic loses what is being typed: what can fail is told. `expect` stays for constants, and says why it
// holds; tests may.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::get_unwrap))]

pub mod api_types;
mod backups;
pub mod calls;
pub mod desk;
pub mod failure;
mod local_time;
pub mod pending_attachments;
pub mod preferences;
pub mod preview;
mod received_forms;
mod recent_drafts;
mod search;
pub mod session;
pub mod shell;
mod versions;
pub mod wire;

/// The program's name as people see it: the window's title, and the page's.
pub const TITLE: &str = "无废申报";

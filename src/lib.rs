//! The core of wufei: everything that is not a window.
//!
//! Rooms stand on floors; nobody imports upwards (`tests/floors.rs` holds this):
//! `text` → `form` → `draft` → `derive` → `check` → `compose` → `layout` → `export`;
//! `import` stands on `derive`, `compare` and `file` on `draft`, `file` and `export` on `disk`, `sample` on
//! `file`, `catalog` on `text`; `compose`, `layout` and `export` measure in `length`.

// A panic loses what is being typed: what can fail is told. `expect` stays for constants, and says why it
// holds; tests may.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::get_unwrap))]

pub mod catalog;
pub mod check;
pub mod compare;
pub mod compose;
pub mod derive;
pub mod disk;
pub mod draft;
pub mod export;
pub mod file;
pub mod form;
pub mod import;
pub mod layout;
pub mod length;
pub mod sample;
pub mod text;

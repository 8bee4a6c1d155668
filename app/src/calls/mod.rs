//! What the page may ask: the one table of calls, and each of them in a few lines: take the session, call
//! the core, answer.
//!
//! A shell answers them off the thread that draws; the page sends one edit after another, and the session
//! is locked while one is at work.

#[macro_use]
mod table;

mod attachments;
mod choosing;
mod documents;
mod drafts;
mod editing;
mod history;
mod window;

use std::path::PathBuf;

use ts_rs::TS;
use wufei::check::{ChecklistItem, Due};
use wufei::compare::Difference;
use wufei::draft::Request;
use wufei::import::paste::Proposal;
use wufei::layout::TextLine;

use crate::api_types::{
    BackedUp, Catalogue, Change, ExportRequest, Exported, History, Hit, Offered, Opened, Paper,
    Reckoned, Start, Step,
};
use crate::desk::Desk;
use crate::failure::Result;
use crate::preferences::Preferences;
use crate::shell::Shell;
use crate::wire::{Answer as _, Argument, Bytes, Packed, Parcel, Sent, not_understood};

/// The calls, and what they work on.
#[derive(Clone, Copy)]
pub struct Calls<'a> {
    desk: &'a Desk,
    shell: &'a dyn Shell,
}

impl<'a> Calls<'a> {
    /// The calls of a page in this shell.
    pub fn new(desk: &'a Desk, shell: &'a dyn Shell) -> Calls<'a> {
        Calls { desk, shell }
    }
}

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        /// Every call, by name.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        impl Calls<'_> {
            /// Answers the call of a name.
            ///
            /// # Errors
            /// What the call refuses; `call` where there is none of this name, or it takes something else.
            pub fn answer(self, name: &str, sent: &Sent<'_>) -> Result<Packed> {
                match name {
                    $(stringify!($name) => {
                        $(let $argument = <$type as Argument>::of(sent, stringify!($argument))?;)*
                        let answer: $answer = self.$name($($argument),*)?;
                        answer.pack()
                    })*
                    _ => Err(not_understood()),
                }
            }
        }

        /// What each call takes, as the page's types.
        #[allow(non_camel_case_types)]
        mod arguments {
            use super::*;

            $(#[derive(Debug, TS)]
            pub struct $name {
                $(pub $argument: $type,)*
            })*
        }

        /// What each call of the page does and takes, by name.
        #[derive(Debug, TS)]
        pub struct CallArguments {
            $($(#[$doc])* #[ts(inline)] pub $name: arguments::$name,)*
        }

        /// What each call of the page answers, by name.
        #[derive(Debug, TS)]
        pub struct CallAnswers {
            $(pub $name: $answer,)*
        }
    };
}

with_calls!(calls);

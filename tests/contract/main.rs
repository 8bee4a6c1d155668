//! The contract (docs/format.md) in the tests: the findings of §4 code by code, each in the file of its
//! code, and the keys of §2.
//!
//! A sample has no error and no warning; with one fault it has exactly the finding of that fault, and
//! right beside the border it has none.

#[path = "../common/mod.rs"]
mod common;

mod anything;
mod attachment;
mod declaration;
mod eligibility;
mod fault;
mod format;
mod inconsistent;
mod keys;
mod magnitude;
mod mismatch;
mod missing;
mod order;
mod over_limit;
mod placeholder;
mod title_pattern;
mod unknown_industry;
mod wording;

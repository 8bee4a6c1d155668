//! What is missing or wrong: findings, eligibility, completeness.

mod finding;

pub use finding::{
    Counts, Eligibility, Finding, Progress, Review, SectionState, Severity, Verdict, Words,
};

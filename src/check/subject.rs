//! What a finding is about.

use std::fmt;

use serde::{Serialize, Serializer};
use ts_rs::TS;

use crate::form::Path;

/// What a finding is about, and where it leads. It crosses as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, TS)]
#[ts(type = "string")]
pub enum Subject {
    /// A place of the draft: `cover.name`.
    Place(Path),
    /// A limit of 字, by its id: `case`.
    Limit(String),
    /// The attachment at a position, counted from 0: `attachments[2]`.
    Attachment(usize),
    /// A kind of attachment, by its id: `attachments.plan`.
    AttachmentKind(String),
    /// The attachments together: `attachments`.
    Attachments,
}

impl Subject {
    /// The place of the draft, where it is about one.
    pub fn place(&self) -> Option<&Path> {
        match self {
            Subject::Place(path) => Some(path),
            Subject::Limit(_)
            | Subject::Attachment(_)
            | Subject::AttachmentKind(_)
            | Subject::Attachments => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Place(path) => path.fmt(f),
            Subject::Limit(id) => f.write_str(id),
            Subject::Attachment(at) => write!(f, "attachments[{at}]"),
            Subject::AttachmentKind(id) => write!(f, "attachments.{id}"),
            Subject::Attachments => f.write_str("attachments"),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Path> for Subject {
    fn from(path: Path) -> Self {
        Subject::Place(path)
    }
}

impl From<&Path> for Subject {
    fn from(path: &Path) -> Self {
        Subject::Place(path.clone())
    }
}

impl PartialEq<str> for Subject {
    fn eq(&self, text: &str) -> bool {
        let own = self.to_string();
        own == text
    }
}

impl PartialEq<&str> for Subject {
    fn eq(&self, text: &&str) -> bool {
        self == *text
    }
}

//! Work on the open draft: edits, what they may take over, and what follows from it today.

use jiff::Zoned;
use wufei::check::{ChecklistItem, Due};
use wufei::draft::Request;
use wufei::import::paste::Proposal;

use super::Calls;
use crate::api_types::{Catalogue, Change, Hit, Reckoned};
use crate::failure::Result;
use crate::search;

impl Calls<'_> {
    pub(super) fn apply(self, edit: Request) -> Result<Change> {
        self.desk
            .changing(|session| session.apply(&edit, &Zoned::now()))
    }

    pub(super) fn undo(self) -> Result<Change> {
        self.desk.changing(|session| session.undo(&Zoned::now()))
    }

    pub(super) fn redo(self) -> Result<Change> {
        self.desk.changing(|session| session.redo(&Zoned::now()))
    }

    pub(super) fn confirm(self, fields: Vec<String>) -> Result<Change> {
        self.desk
            .changing(|session| session.confirm(&fields, &Zoned::now()))
    }

    pub(super) fn propose_paste(self, at: String, cells: Vec<Vec<String>>) -> Result<Proposal> {
        self.desk.with(|session| session.propose_paste(&at, &cells))
    }

    pub(super) fn reckoned(self) -> Result<Vec<Reckoned>> {
        self.desk.with(|session| Ok(session.reckoned()))
    }

    pub(super) fn search(self, catalogue: Catalogue, query: String) -> Result<Vec<Hit>> {
        Ok(search::search(catalogue, &query))
    }

    pub(super) fn deadlines(self) -> Result<Vec<Due>> {
        self.desk
            .with(|session| Ok(session.deadlines(&Zoned::now())))
    }

    pub(super) fn checklist(self) -> Result<Vec<ChecklistItem>> {
        self.desk
            .with(|session| Ok(session.checklist(&Zoned::now())))
    }
}

//! Drafts of the first version of the file, in which rows were known by their place in the list and
//! drafts did not carry their form: brought over so that each state of their history says what it said.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::{FileError, embedded_form, history, read_draft, schema, write_answers};
use crate::draft::{Answer, Delta, Draft, Row};
use crate::form::{Field, RowId, Scope};

/// Pages that are copied at a time.
const PAGES: std::ffi::c_int = 4096;

/// What the one step of a history is called that had to be begun anew.
const BEGUN_ANEW: &str = "旧版草稿的内容";

/// What each revision changed, by its number.
type Log = Vec<(i64, Vec<Delta>)>;

/// Brings the tables of a draft over, in one transaction.
///
/// # Errors
/// [`FileError`]; the tables are then as they were.
pub(super) fn bring_over(db: &Connection, path: &Path, scope: &Scope) -> Result<(), FileError> {
    let failed = |error| FileError::sqlite(path, &error);
    let transaction = db.unchecked_transaction().map_err(failed)?;
    let now = read_draft(db, scope)
        .map_err(failed)?
        .map_err(|what| FileError::Damaged {
            path: path.to_owned(),
            what,
        })?;
    schema::add_lacking(db).map_err(failed)?;
    embedded_form::put(db, &scope.form).map_err(failed)?;
    let draft = match followed(db, scope, &now).map_err(failed)? {
        Some((draft, log)) => {
            for (number, deltas) in log {
                history::put_deltas(db, number, &deltas).map_err(failed)?;
            }
            draft
        }
        // The first version looked at no log when it opened a draft, so one that cannot be followed must
        // not keep anybody from the answers.
        None => {
            let draft = States::new(scope).next(&now);
            let empty = Draft::new(&scope.form.id, &scope.applicant.id);
            history::begin_anew(db, BEGUN_ANEW, &draft.deltas_since(&empty)).map_err(failed)?;
            draft
        }
    };
    let all: Vec<Delta> = draft.deltas_since(&Draft::new(&scope.form.id, &scope.applicant.id));
    write_answers(db, &draft, &all).map_err(failed)?;
    schema::put_version(db).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// A copy of the database in memory, brought over and not to be written: for a file that is only read.
///
/// # Errors
/// [`FileError`] where it cannot be read.
pub(super) fn in_memory(
    db: &Connection,
    path: &Path,
    scope: &Scope,
) -> Result<Connection, FileError> {
    let failed = |error| FileError::sqlite(path, &error);
    let mut copy = Connection::open_in_memory().map_err(failed)?;
    Backup::new(db, &mut copy)
        .and_then(|backup| backup.run_to_completion(PAGES, Duration::ZERO, None))
        .map_err(failed)?;
    bring_over(&copy, path, scope)?;
    copy.pragma_update(None, "query_only", true)
        .map_err(failed)?;
    Ok(copy)
}

/// The draft with its rows' ids, and what each revision changed then; `None` where the log does not lead
/// to what the draft says now.
fn followed(db: &Connection, scope: &Scope, now: &Draft) -> rusqlite::Result<Option<(Draft, Log)>> {
    let mut old = Draft::new(&scope.form.id, &scope.applicant.id);
    let mut states = States::new(scope);
    let mut log = Log::new();
    let mut known: BTreeMap<i64, usize> = BTreeMap::new();
    for step in history::steps_of(db)? {
        let Ok(deltas) = history::parse(scope, &step.deltas) else {
            return Ok(None);
        };
        old.replay(&deltas);
        // What is taken back is as it was, its rows the same rows as before.
        let again = step.of.and_then(|of| known.get(&of)).map(|at| {
            let deltas = log[*at].1.clone();
            match step.kind {
                history::RevisionKind::Undo => history::reversed(deltas),
                history::RevisionKind::Redo | history::RevisionKind::Edit => deltas,
            }
        });
        let before = states.draft.clone();
        let replayed = again.is_some_and(|deltas| states.replays(&deltas, &old));
        if !replayed {
            states.draft = states.next(&old);
        }
        known.insert(step.number, log.len());
        log.push((step.number, states.draft.deltas_since(&before)));
    }
    Ok(says_the_same(&old, now).then_some((states.draft, log)))
}

/// The states of a draft, one after another, with the ids of their rows.
struct States<'a> {
    scope: &'a Scope,
    draft: Draft,
}

impl<'a> States<'a> {
    fn new(scope: &'a Scope) -> Self {
        States {
            scope,
            draft: Draft::new(&scope.form.id, &scope.applicant.id),
        }
    }

    /// Whether deltas lead to a state that says what `old` says; it is the state then.
    fn replays(&mut self, deltas: &[Delta], old: &Draft) -> bool {
        let mut draft = self.draft.clone();
        draft.replay(deltas);
        let same = says_the_same(&draft, old);
        if same {
            self.draft = draft;
        }
        same
    }

    /// The state that says what `old` says, its rows known again among those of the state before, and what
    /// it quotes by place quoted by row.
    fn next(&self, old: &Draft) -> Draft {
        let mut rows = Vec::new();
        let mut given = self.draft.rows_given();
        for (field, answer) in old.answers() {
            if let (Answer::Rows(now), Some(asked)) = (answer, self.scope.field(field)) {
                let mut now = now.clone();
                known_again(asked, self.draft.rows(field), &mut now);
                for row in now.iter_mut().filter(|row| row.id.is_new()) {
                    given += 1;
                    row.id = RowId::numbered(given).unwrap_or_default();
                }
                rows.push(Delta::Answer {
                    field: field.to_owned(),
                    before: None,
                    after: Some(Answer::Rows(now)),
                });
            }
        }
        let mut next = old.clone();
        next.note_given(given);
        next.replay(&rows);
        let settled: Vec<Delta> = next
            .answers()
            .filter_map(|(field, answer)| match answer {
                Answer::Blocks(blocks) => {
                    let mut blocks = blocks.clone();
                    next.settle(&mut blocks);
                    Some(Delta::Answer {
                        field: field.to_owned(),
                        before: None,
                        after: Some(Answer::Blocks(blocks)),
                    })
                }
                _ => None,
            })
            .collect();
        next.replay(&settled);
        next
    }
}

/// Gives rows the ids of those that they were: the same in the same place, the same elsewhere, one of the
/// same name, and in a list of the same length what stood in the same place.
fn known_again(field: &Field, before: &[Row], now: &mut [Row]) {
    for (row, known) in now.iter_mut().zip(before) {
        if **known == **row {
            row.id = known.id;
        }
    }
    // As in a list that is set anew.
    let taken: Vec<RowId> = now.iter().map(|row| row.id).collect();
    let rest: Vec<Row> = before
        .iter()
        .filter(|row| !taken.contains(&row.id))
        .cloned()
        .collect();
    crate::draft::row::recognise(field, &rest, now);
    if before.len() == now.len() {
        let taken: Vec<RowId> = now.iter().map(|row| row.id).collect();
        for (row, known) in now.iter_mut().zip(before) {
            if row.id.is_new() && !taken.contains(&known.id) {
                row.id = known.id;
            }
        }
    }
}

/// Whether two drafts have the same answers and attachments, whatever the ids of their rows; what texts
/// quote of them is not compared.
fn says_the_same(one: &Draft, other: &Draft) -> bool {
    let plain = |draft: &Draft| -> Vec<(String, Option<Answer>)> {
        let answers = draft.answers().map(|(field, answer)| {
            let said = match answer {
                Answer::Rows(rows) => Some(Answer::Rows(
                    rows.iter()
                        .map(|row| row.clone().known_as(RowId::NEW))
                        .collect(),
                )),
                Answer::Blocks(_) => None,
                other => Some(other.clone()),
            };
            (field.to_owned(), said)
        });
        answers.collect()
    };
    plain(one) == plain(other) && one.attachments() == other.attachments()
}

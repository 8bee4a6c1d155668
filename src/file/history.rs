//! How a draft came about: a log of revisions that only grows. An undo is a revision too, so a
//! state once seen is never lost.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::value::RawValue;

use crate::draft::{AnswerError, Delta, Draft};
use crate::form::Scope;

/// One step in the history of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Number within the draft, ascending from 1; numbers may be left out.
    pub number: i64,
    /// When it was last added to.
    pub at: Timestamp,
    /// What it did, in a few words: 修改 产值, 撤销 修改 产值.
    pub label: String,
}

/// Changes that followed one another without a long rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// Number of its first revision.
    pub first: i64,
    /// Number of its last revision.
    pub last: i64,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Revisions in it.
    pub count: usize,
    /// What was done, the latest first: 修改 产值. Not more than a line of it.
    pub labels: Vec<String>,
    /// Further things done that `labels` does not name.
    pub more: usize,
}

/// A state that was given a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Number of the revision that led to it.
    pub number: i64,
    /// When that was.
    pub at: Timestamp,
    /// The name: 交领导审核前.
    pub name: String,
}

/// Whether a revision is an edit or moves along earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionKind {
    Edit,
    Undo,
    Redo,
}

impl RevisionKind {
    fn word(self) -> &'static str {
        match self {
            RevisionKind::Edit => "edit",
            RevisionKind::Undo => "undo",
            RevisionKind::Redo => "redo",
        }
    }

    fn of(word: &str) -> Option<RevisionKind> {
        [RevisionKind::Edit, RevisionKind::Undo, RevisionKind::Redo]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// An edit that can be taken back or done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoStep {
    /// Number of its revision.
    pub number: i64,
    /// What it is called.
    pub label: String,
}

/// What can be taken back and done again, the next one last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stacks {
    pub undo: Vec<UndoStep>,
    pub redo: Vec<UndoStep>,
}

impl Stacks {
    /// Goes through the log of a draft.
    pub fn read(db: &Connection) -> rusqlite::Result<Stacks> {
        let mut stacks = Stacks::default();
        let mut log = db.prepare("SELECT number, kind, label FROM revision ORDER BY number")?;
        let mut rows = log.query([])?;
        while let Some(row) = rows.next()? {
            let kind: String = row.get(1)?;
            let step = UndoStep {
                number: row.get(0)?,
                label: row.get(2)?,
            };
            match RevisionKind::of(&kind) {
                Some(RevisionKind::Undo) => stacks.redo.extend(stacks.undo.pop()),
                Some(RevisionKind::Redo) => stacks.undo.extend(stacks.redo.pop()),
                Some(RevisionKind::Edit) | None => {
                    stacks.undo.push(step);
                    stacks.redo.clear();
                }
            }
        }
        Ok(stacks)
    }
}

/// A revision as it is to be written.
pub struct NewRevision<'a> {
    pub kind: RevisionKind,
    /// The edit that an undo or redo moves along.
    pub of: Option<i64>,
    /// The one place an edit sets.
    pub place: Option<&'a str>,
    pub label: &'a str,
    pub at: Timestamp,
    pub deltas: &'a [Delta],
}

/// Adds a revision and gives its number.
pub fn append(db: &Connection, entry: &NewRevision<'_>) -> rusqlite::Result<i64> {
    let at = entry.at.to_string();
    db.execute(
        "INSERT INTO revision(kind, of, place, label, began, at, deltas)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        params![
            entry.kind.word(),
            entry.of,
            entry.place,
            entry.label,
            at,
            written(entry.deltas)
        ],
    )?;
    Ok(db.last_insert_rowid())
}

/// Gives an edit that goes on its new sum of changes.
pub fn amend(db: &Connection, number: i64, entry: &NewRevision<'_>) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE revision SET label = ?2, at = ?3, deltas = ?4 WHERE number = ?1",
        params![
            number,
            entry.label,
            entry.at.to_string(),
            written(entry.deltas)
        ],
    )?;
    Ok(())
}

/// Takes out an edit that came to nothing.
pub fn strike(db: &Connection, number: i64) -> rusqlite::Result<()> {
    db.execute("DELETE FROM revision WHERE number = ?1", [number])?;
    Ok(())
}

/// The last revision, if it is an edit of one place: its number, place, begin and end.
pub fn last_place(
    db: &Connection,
) -> rusqlite::Result<Option<(i64, String, Timestamp, Timestamp)>> {
    let found = db
        .query_row(
            "SELECT number, place, began, at, kind FROM revision ORDER BY number DESC LIMIT 1",
            [],
            |row| {
                let kind: String = row.get(4)?;
                let place: Option<String> = row.get(1)?;
                let times = time(row, 2)?.zip(time(row, 3)?);
                let number: i64 = row.get(0)?;
                Ok((kind == RevisionKind::Edit.word())
                    .then_some(place)
                    .flatten()
                    .zip(times)
                    .map(|(place, (began, at))| (number, place, began, at)))
            },
        )
        .optional()?;
    Ok(found.flatten())
}

fn time(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Timestamp>> {
    let text: String = row.get(at)?;
    Ok(text.parse().ok())
}

/// A revision as a row of number, time and label tells it.
fn revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        number: row.get(0)?,
        at: time(row, 1)?.unwrap_or(Timestamp::UNIX_EPOCH),
        label: row.get(2)?,
    })
}

/// The revisions of a draft, oldest first.
pub fn list(db: &Connection) -> rusqlite::Result<Vec<Revision>> {
    let mut log = db.prepare("SELECT number, at, label FROM revision ORDER BY number")?;
    log.query_map([], revision)?.collect()
}

/// Revisions from `first` to `last`, the latest first and not more than `most`.
pub fn between(
    db: &Connection,
    first: i64,
    last: i64,
    most: usize,
) -> rusqlite::Result<Vec<Revision>> {
    let mut log = db.prepare(
        "SELECT number, at, label FROM revision WHERE number BETWEEN ?1 AND ?2
         ORDER BY number DESC LIMIT ?3",
    )?;
    log.query_map(params![first, last, most as i64], revision)?
        .collect()
}

/// Sittings that ended before revision `before`, the latest first and not more than `most`; a rest
/// of more than `rest` minutes parts two of them, and each names `told` things done.
pub fn sittings(
    db: &Connection,
    before: i64,
    most: usize,
    rest: i64,
    told: usize,
) -> rusqlite::Result<Vec<Sitting>> {
    // A clock that was set back parts sittings too: what is called later must not seem earlier.
    let mut found = db.prepare(
        "WITH step AS (
             SELECT number, began, at,
                    (julianday(began) - lag(julianday(at)) OVER (ORDER BY number)) * 1440 AS rest
             FROM revision WHERE number < ?1),
         sat AS (
             SELECT number, began, at,
                    sum(rest IS NULL OR rest > ?2 OR rest < -1) OVER (ORDER BY number) AS sitting
             FROM step)
         SELECT min(number), max(number), count(*) FROM sat
         GROUP BY sitting ORDER BY sitting DESC LIMIT ?3",
    )?;
    let ranges: Vec<(i64, i64, i64)> = found
        .query_map(params![before, rest, most as i64], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut ends = db.prepare("SELECT began, at FROM revision WHERE number = ?1")?;
    let mut labels = db.prepare(
        "SELECT label, count(*) OVER () FROM revision WHERE number BETWEEN ?1 AND ?2
         GROUP BY label ORDER BY max(number) DESC LIMIT ?3",
    )?;
    ranges
        .into_iter()
        .map(|(first, last, count)| {
            let at = |row: &Row<'_>, column| Ok(time(row, column)?.unwrap_or_default());
            let began = ends.query_row([first], |row| at(row, 0))?;
            let ended = ends.query_row([last], |row| at(row, 1))?;
            let mut different = 0;
            let names: Vec<String> = labels
                .query_map(params![first, last, told as i64], |row| {
                    different = row.get::<_, i64>(1)?;
                    row.get(0)
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Sitting {
                first,
                last,
                began,
                ended,
                count: usize::try_from(count).unwrap_or_default(),
                more: usize::try_from(different)
                    .unwrap_or_default()
                    .saturating_sub(names.len()),
                labels: names,
            })
        })
        .collect()
}

/// What the name of the state after a revision is kept under.
pub fn name_key(number: i64) -> String {
    format!("version.{number}")
}

/// The states that have a name, the latest first.
pub fn named(db: &Connection) -> rusqlite::Result<Vec<Version>> {
    let mut found = db.prepare(
        "SELECT revision.number, revision.at, about.value FROM about
         JOIN revision ON about.key = 'version.' || revision.number
         WHERE about.key LIKE 'version.%' ORDER BY revision.number DESC",
    )?;
    found
        .query_map([], |row| {
            Ok(Version {
                number: row.get(0)?,
                at: time(row, 1)?.unwrap_or_default(),
                name: row.get(2)?,
            })
        })?
        .collect()
}

/// Gives the state after a revision a name; an empty one takes it away.
pub fn name(db: &Connection, number: i64, name: &str) -> rusqlite::Result<()> {
    let key = name_key(number);
    match name {
        "" => db.execute("DELETE FROM about WHERE key = ?1", [key])?,
        name => db.execute(
            "INSERT OR REPLACE INTO about VALUES (?1, ?2)",
            [key.as_str(), name],
        )?,
    };
    Ok(())
}

/// Takes away the names of states after a revision.
pub fn forget_names_after(db: &Connection, number: i64) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM about WHERE key LIKE 'version.%' AND CAST(substr(key, 9) AS INTEGER) > ?1",
        [number],
    )?;
    Ok(())
}

/// A revision as it was written.
pub struct StoredRevision {
    pub number: i64,
    pub kind: RevisionKind,
    /// The edit that an undo or redo moves along.
    pub of: Option<i64>,
    pub deltas: String,
}

/// The whole log, oldest first.
pub fn steps_of(db: &Connection) -> rusqlite::Result<Vec<StoredRevision>> {
    db.prepare("SELECT number, kind, of, deltas FROM revision ORDER BY number")?
        .query_map([], |row| {
            let kind: String = row.get(1)?;
            Ok(StoredRevision {
                number: row.get(0)?,
                kind: RevisionKind::of(&kind).unwrap_or(RevisionKind::Edit),
                of: row.get(2)?,
                deltas: row.get(3)?,
            })
        })?
        .collect()
}

/// Writes what a revision changed anew. A row that it names by its place is none that typing could go on
/// with.
pub fn put_deltas(db: &Connection, number: i64, deltas: &[Delta]) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE revision SET deltas = ?2,
             place = CASE WHEN instr(place, '[') THEN NULL ELSE place END
         WHERE number = ?1",
        params![number, written(deltas)],
    )?;
    Ok(())
}

/// Puts one revision in place of the whole log, of the time of its last.
pub fn begin_anew(db: &Connection, label: &str, deltas: &[Delta]) -> rusqlite::Result<()> {
    let last = db
        .query_row(
            "SELECT at FROM revision ORDER BY number DESC LIMIT 1",
            [],
            |row| time(row, 0),
        )
        .optional()?;
    forget_names_after(db, 0)?;
    db.execute("DELETE FROM revision", [])?;
    let entry = NewRevision {
        kind: RevisionKind::Edit,
        of: None,
        place: None,
        label,
        at: last.flatten().unwrap_or_default(),
        deltas,
    };
    append(db, &entry)?;
    Ok(())
}

/// What a revision changed, as text.
pub fn deltas_of(db: &Connection, number: i64) -> rusqlite::Result<Option<String>> {
    db.query_row(
        "SELECT deltas FROM revision WHERE number = ?1",
        [number],
        |row| row.get(0),
    )
    .optional()
}

/// What the revisions up to and including `last` changed, oldest first, as text.
pub fn all_deltas(db: &Connection, last: i64) -> rusqlite::Result<Vec<String>> {
    db.prepare("SELECT deltas FROM revision WHERE number <= ?1 ORDER BY number")?
        .query_map([last], |row| row.get(0))?
        .collect()
}

/// What the revisions after `number` changed, the latest first, as text.
pub fn deltas_after(db: &Connection, number: i64) -> rusqlite::Result<Vec<String>> {
    db.prepare("SELECT deltas FROM revision WHERE number > ?1 ORDER BY number DESC")?
        .query_map([number], |row| row.get(0))?
        .collect()
}

/// Reads what a revision changed.
///
/// # Errors
/// Where it does not fit the form: the history is damaged.
pub fn parse(scope: &Scope, text: &str) -> Result<Vec<Delta>, AnswerError> {
    let syntax = |error: serde_json::Error| AnswerError {
        path: String::new(),
        reason: crate::draft::Reason::Syntax(error.to_string()),
    };
    serde_json::from_str::<Vec<&RawValue>>(text)
        .map_err(syntax)?
        .into_iter()
        .map(|delta| Delta::parse(scope, delta.get()))
        .collect()
}

/// The draft that a log leads to.
///
/// # Errors
/// Where the log does not fit the form.
pub fn replayed(scope: &Scope, log: &[String]) -> Result<Draft, AnswerError> {
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    for text in log {
        draft.replay(&parse(scope, text)?);
    }
    Ok(draft)
}

/// The deltas that take deltas back: each reversed, the last first.
pub fn reversed(deltas: Vec<Delta>) -> Vec<Delta> {
    deltas.into_iter().rev().map(Delta::reversed).collect()
}

fn written(deltas: &[Delta]) -> String {
    // Maps with string keys only: serialising cannot fail.
    serde_json::to_string(deltas).unwrap_or_default()
}

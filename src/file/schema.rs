//! What a draft file is made of: the header that tells it from other files, and its tables.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::FileError;
use super::damage::Damage;

/// `application_id` of a draft: “WFEI”.
const APPLICATION: u32 = 0x5746_4549;

/// `user_version`: raised when an older program could no longer read the file. 1: rows were known by
/// their place, and drafts did not carry their form.
const VERSION: u32 = 2;

/// The first version, which is brought over when it is opened.
const FIRST: u32 = 1;

/// How long another program's work on a draft is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// Bytes of an SQLite file's header (SQLite file format, 1.3).
const HEADER: usize = 100;

/// Answers and attachments hold the draft as it is now; `revision` holds how it came about, so that
/// either proves the other. `content` keeps every attachment that any revision speaks of, `form` the form
/// that the draft answers.
const TABLES: &str = "
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE answer(field TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE attachment(position INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT;
CREATE TABLE content(sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE form(sha256 TEXT PRIMARY KEY, packed BLOB NOT NULL) STRICT;
CREATE TABLE removed(field TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE revision(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK(kind IN ('edit', 'undo', 'redo')),
    of INTEGER,
    place TEXT,
    label TEXT NOT NULL,
    began TEXT NOT NULL,
    at TEXT NOT NULL,
    deltas TEXT NOT NULL
) STRICT;
";

/// The names of [`TABLES`], sorted; the first version has none of [`ADDED`].
const NAMES: [&str; 7] = [
    "about",
    "answer",
    "attachment",
    "content",
    "form",
    "removed",
    "revision",
];
const ADDED: [&str; 2] = ["form", "removed"];

/// Makes the tables in a new database.
pub fn build(db: &Connection) -> rusqlite::Result<()> {
    prepare(db)?;
    db.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};
         BEGIN; {TABLES} COMMIT;"
    ))
}

/// Gives the tables of the first version what they lack.
pub fn add_lacking(db: &Connection) -> rusqlite::Result<()> {
    for name in ADDED {
        let made = format!("CREATE TABLE {name}(");
        let table = TABLES.lines().find(|line| line.starts_with(&made));
        db.execute_batch(table.unwrap_or_default())?;
    }
    Ok(())
}

/// Notes that the file is of the current version.
pub fn put_version(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "user_version", VERSION)
}

/// Whether the file is of the first version.
pub fn is_first(db: &Connection) -> rusqlite::Result<bool> {
    let version: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version == FIRST)
}

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To be changed: nobody else may write while it is open.
    Write,
    /// To be looked at: not a byte of it is changed.
    Read,
}

/// Opens a file after a look at its header, and holds it.
///
/// # Errors
/// [`FileError`] that says whether it is missing, something else, newer, damaged or busy.
pub fn open(path: &Path, access: Access) -> Result<Connection, FileError> {
    look_for_draft(path)?;
    if access == Access::Write {
        super::fits_journal(path)?;
    }
    let failed = |error| match (access, FileError::sqlite(path, &error)) {
        // What a power cut left half-written is taken back only by who may write.
        (Access::Read, FileError::ReadOnly { path }) => FileError::Interrupted { path },
        (_, FileError::Damaged { path, what }) => FileError::Damaged {
            what: too_short(&path).unwrap_or(what),
            path,
        },
        (_, error) => error,
    };
    // SQLite itself falls back to reading where the file may not be written.
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | match access {
            Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
    // A whole path, since SQLite takes `file:` at the start of a name for more than a name.
    let whole = std::path::absolute(path).map_err(|error| FileError::io(path, &error))?;
    let db = Connection::open_with_flags(whole, flags).map_err(failed)?;
    db.busy_timeout(PATIENCE).map_err(failed)?;
    // The first reading takes back what was interrupted: only then is what the file says of itself true.
    // Of a later version nothing is changed, not even how it keeps its journal.
    let version = db.pragma_query_value(None, "user_version", |row| row.get(0));
    look_at_version(version.map_err(failed)?, path)?;
    prepare(&db).map_err(failed)?;
    let read_only = db.is_readonly("main").map_err(failed)?;
    if !read_only {
        db.execute_batch("BEGIN EXCLUSIVE; COMMIT;")
            .map_err(failed)?;
    }
    let damaged = |what: Damage| FileError::Damaged {
        path: path.to_owned(),
        what,
    };
    let sound: String = db
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(failed)?;
    if sound != "ok" {
        return Err(damaged(too_short(path).unwrap_or(Damage::Torn)));
    }
    // Views and triggers would run code of whoever made the file.
    let mut names = db
        .prepare(
            "SELECT type || ' ' || name FROM sqlite_schema
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        )
        .map_err(failed)?;
    let found: Vec<String> = names
        .query_map([], |row| row.get(0))
        .and_then(Iterator::collect)
        .map_err(failed)?;
    drop(names);
    let first = is_first(&db).map_err(failed)?;
    let names = NAMES.iter().filter(|name| !(first && ADDED.contains(name)));
    if !found.iter().eq(&names
        .map(|name| format!("table {name}"))
        .collect::<Vec<_>>())
    {
        return Err(damaged(Damage::Tables));
    }
    Ok(db)
}

fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(PATIENCE)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // A draft at rest is one file, also on a USB stick that is pulled out: a rollback journal that
    // is deleted, not a WAL.
    db.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE;
         PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
    )
}

/// Looks whether a file is a draft at all, by what no change of a draft ever changes: so it is true also
/// while a change that was interrupted is still to be taken back.
fn look_for_draft(path: &Path) -> Result<(), FileError> {
    let not_a_draft = || FileError::NotADraft {
        path: path.to_owned(),
    };
    let io = |error| FileError::io(path, &error);
    if !path.metadata().map_err(io)?.is_file() {
        return Err(not_a_draft());
    }
    let header = header(path).map_err(io)?.ok_or_else(not_a_draft)?;
    match header.starts_with(b"SQLite format 3\0") && number(&header, 68) == APPLICATION {
        true => Ok(()),
        false => Err(not_a_draft()),
    }
}

fn look_at_version(version: u32, path: &Path) -> Result<(), FileError> {
    let path = path.to_owned();
    match version {
        VERSION | FIRST => Ok(()),
        0 => Err(FileError::NotADraft { path }),
        _ => Err(FileError::Newer { path }),
    }
}

/// Why a damaged draft is damaged, where its file is shorter than it says.
fn too_short(path: &Path) -> Option<Damage> {
    let header = header(path).ok()??;
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let whole = page * u64::from(number(&header, 28));
    let there = path.metadata().ok()?.len();
    (there < whole).then_some(Damage::Short { whole, there })
}

/// The header of a file; `None` where it has none.
fn header(path: &Path) -> std::io::Result<Option<[u8; HEADER]>> {
    let mut header = [0; HEADER];
    let read = File::open(path)?.read_exact(&mut header);
    Ok(read.is_ok().then_some(header))
}

fn number(header: &[u8; HEADER], at: usize) -> u32 {
    let bytes: [u8; 4] = header[at..at + 4].try_into().unwrap_or_default();
    u32::from_be_bytes(bytes)
}

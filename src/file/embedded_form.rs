//! The form that a draft carries: its content, packed, under its SHA-256. So a draft opens wherever it
//! comes to, also where another edition of its form is built in or none. A draft comes from anywhere, and
//! so does what it carries.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::damage::FormDamage;
use super::{FileError, schema};
use crate::draft::attachment::fingerprint;
use crate::form::{Form, LARGEST_CONTENT};

/// Puts a form into a draft that has none yet.
pub(super) fn put(db: &Connection, form: &Form) -> rusqlite::Result<()> {
    let content = form.content();
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = packer.write_all(&content).and_then(|()| packer.finish());
    let packed = packed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    db.execute("DELETE FROM form", [])?;
    db.execute(
        "INSERT INTO form VALUES (?1, ?2)",
        params![fingerprint(&content), packed],
    )?;
    Ok(())
}

/// The form that a draft carries. Where one of `forms` is the same it is shared; where what is carried
/// cannot be used, one of them that has the id takes its place, and so it does in a draft of the first
/// version, which carries none.
///
/// # Errors
/// [`FileError`] where there is none that can be used.
pub(super) fn form(
    db: &Connection,
    path: &Path,
    id: &str,
    forms: &[Arc<Form>],
) -> Result<Arc<Form>, FileError> {
    let failed = |error| FileError::sqlite(path, &error);
    let known = forms.iter().find(|form| form.id == id);
    let carried = match schema::is_first(db).map_err(failed)? {
        true => None,
        false => stored_sha256(db).map_err(failed)?,
    };
    let Some(sha256) = carried else {
        return known.cloned().ok_or_else(|| FileError::UnknownForm {
            path: path.to_owned(),
            form: id.to_owned(),
        });
    };
    if let Some(known) = known
        && is_same(known, &sha256)
    {
        return Ok(Arc::clone(known));
    }
    let packed = stored_packed(db).map_err(failed)?;
    match unpacked(&sha256, &packed, id) {
        Ok(form) => Ok(form),
        Err(what) => known.cloned().ok_or_else(|| FileError::UnusableForm {
            path: path.to_owned(),
            form: id.to_owned(),
            what,
        }),
    }
}

fn is_same(form: &Arc<Form>, sha256: &str) -> bool {
    match form.known_sha256() {
        Some(known) => known == sha256,
        None => fingerprint(&form.content()) == sha256,
    }
}

/// Looks whether what is carried is whole: what is wrong with it, where something is.
pub(super) fn inspect(db: &Connection) -> rusqlite::Result<Result<(), FormDamage>> {
    Ok(match stored_sha256(db)? {
        None => Err(FormDamage::Gone),
        Some(sha256) => content(&sha256, &stored_packed(db)?).map(|_| ()),
    })
}

fn stored_sha256(db: &Connection) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT sha256 FROM form", [], |row| row.get(0))
        .optional()
}

fn stored_packed(db: &Connection) -> rusqlite::Result<Vec<u8>> {
    db.query_row("SELECT packed FROM form", [], |row| row.get(0))
}

/// What is carried, where it is what its fingerprint says. Not more is unpacked than a form can have.
fn content(sha256: &str, packed: &[u8]) -> Result<Vec<u8>, FormDamage> {
    let mut content = Vec::new();
    ZlibDecoder::new(packed)
        .take(LARGEST_CONTENT)
        .read_to_end(&mut content)
        .map_err(|_| FormDamage::Changed)?;
    match fingerprint(&content) == sha256 {
        true => Ok(content),
        false => Err(FormDamage::Changed),
    }
}

fn unpacked(sha256: &str, packed: &[u8], id: &str) -> Result<Arc<Form>, FormDamage> {
    let content = content(sha256, packed)?;
    let form = Form::from_content(&content).map_err(FormDamage::Unsound)?;
    match form.id == id {
        true => Ok(form),
        false => Err(FormDamage::Other),
    }
}

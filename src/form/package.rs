//! The form file: a form with its guide and samples as one file that can be mailed (docs/format.md §5).
//!
//! It is a ZIP archive with `form.toml` and, where there are any, `guide.toml` and `samples/`; a definition
//! that has neither beside it may travel as the bare TOML file. Which of both it is, its content says.
//! Whoever made it may have meant harm: it is read within limits, and nothing of it is ever written under
//! a name that it gives.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::load::{GUIDE, LARGEST};
use super::name::is_file_name;
use super::{Form, FormError};

/// The ending of a form file's name.
pub const ENDING: &str = "wufei-form";

/// What the definition is called inside a form file.
pub const DEFINITION: &str = "form.toml";

/// The folder of the samples inside a form file.
const SAMPLES: &str = "samples/";

/// Bytes of a form file at most, packed and unpacked.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Bytes of one file in it at most.
const LARGEST_ENTRY: u64 = 20 << 20;

/// Files in it at most.
const ENTRIES: usize = 200;

/// Folders and names of a path inside it at most.
pub const DEPTH: usize = 4;

/// What a ZIP archive begins with.
const MAGIC: &[u8] = b"PK\x03\x04";

/// What the list at the end of a ZIP archive begins with (APPNOTE 4.3.16).
const END: &[u8] = b"PK\x05\x06";

/// Kind of file in the mode that Unix systems note: a link.
const LINK: u32 = 0o120_000;
const KIND: u32 = 0o170_000;

/// A form with what travels beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct FormFile {
    /// The form with its guide.
    pub form: Arc<Form>,
    /// Its samples.
    pub samples: Samples,
}

/// The samples of a form: for a kind of applicant its answers `enterprise.json`, and the files of their
/// attachments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Samples {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Samples {
    /// Samples by their names inside the folder of the samples.
    pub fn new(files: impl IntoIterator<Item = (String, Cow<'static, [u8]>)>) -> Self {
        Samples {
            files: files.into_iter().collect(),
        }
    }

    /// The answers of the sample for a kind of applicant.
    pub fn answers(&self, applicant: &str) -> Option<&[u8]> {
        self.file(&format!("{applicant}.json"))
    }

    /// A file by the name that the answers give it.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Cow::as_ref)
    }
}

impl FormFile {
    /// Reads a form file.
    ///
    /// # Errors
    /// [`FormError::Refused`] where it is none, or none that is read; [`FormError::Problems`] with all that
    /// is wrong with the form.
    pub fn read(bytes: &[u8]) -> Result<FormFile, FormError> {
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(too_large());
        }
        if bytes.starts_with(MAGIC) {
            return FormFile::of(unpacked(bytes)?);
        }
        FormFile::of(vec![(DEFINITION.to_owned(), bytes.to_vec())])
    }

    /// A form of the files of a folder, by their names with `/` between folders.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn of(files: Vec<(String, Vec<u8>)>) -> Result<FormFile, FormError> {
        if files.len() > ENTRIES {
            return Err(refused(format!(
                "里面有 {} 个文件，最多 {ENTRIES} 个",
                files.len()
            )));
        }
        let mut seen = BTreeSet::new();
        let (mut definition, mut guide) = (None, None);
        let mut samples = BTreeMap::new();
        let mut whole = 0;
        for (name, bytes) in files {
            if !leads_nowhere(&name) || !seen.insert(name.to_lowercase()) {
                return Err(refused(format!("里面的文件名“{}”不合规则", shown(&name))));
            }
            whole += bytes.len() as u64;
            if bytes.len() as u64 > LARGEST_ENTRY || whole > LARGEST_FILE {
                return Err(too_large());
            }
            match (name.as_str(), name.strip_prefix(SAMPLES)) {
                (DEFINITION, _) => definition = Some(text(bytes, &name)?),
                (GUIDE, _) => guide = Some(text(bytes, &name)?),
                (_, Some(name)) => {
                    samples.insert(name.to_owned(), Cow::Owned(bytes));
                }
                _ => {
                    let name = shown(&name);
                    return Err(refused(format!("里面有不该有的文件“{name}”")));
                }
            }
        }
        let definition = definition.ok_or_else(|| refused(format!("里面没有 {DEFINITION}")))?;
        Ok(FormFile {
            form: Form::parse_with(&definition, guide.as_deref())?,
            samples: Samples { files: samples },
        })
    }
}

/// Packs the files of a folder into a form file, the same bytes for the same files.
///
/// # Errors
/// As [`FormFile::of`], which the files are read with before.
pub fn packed(files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, FormError> {
    FormFile::of(files.clone())?;
    let failed = |error: &dyn std::fmt::Display| refused(format!("装不进一个文件（{error}）"));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut files = files;
    files.sort();
    for (name, bytes) in files {
        zip.start_file(name, options)
            .map_err(|error| failed(&error))?;
        zip.write_all(&bytes).map_err(|error| failed(&error))?;
    }
    let packed = zip.finish().map_err(|error| failed(&error))?;
    Ok(packed.into_inner())
}

/// The files of an archive. What it says of their sizes is not believed: no more than may be there is read.
fn unpacked(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, FormError> {
    let torn = || refused("它的压缩包不完整".to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| torn())?;
    if archive.len() > ENTRIES {
        let count = archive.len();
        return Err(refused(format!("里面有 {count} 个文件，最多 {ENTRIES} 个")));
    }
    // Of two of one name only one is told of by whoever reads archives, and not all tell of the same.
    if counted(bytes) != Some(archive.len()) {
        return Err(refused(
            "它的压缩包里有重名的文件，或不是一个简单的压缩包".to_owned(),
        ));
    }
    let mut files = Vec::new();
    let mut left = LARGEST_FILE;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| torn())?;
        let name = entry.name().map_err(|_| torn())?.into_owned();
        if entry.is_dir() {
            continue;
        }
        if entry.unix_mode().is_some_and(|mode| mode & KIND == LINK) {
            return Err(refused(format!("里面的“{}”是链接", shown(&name))));
        }
        let most = left.min(LARGEST_ENTRY);
        let mut content = Vec::new();
        let read = entry.take(most + 1).read_to_end(&mut content);
        if read.map_err(|_| torn())? as u64 > most {
            return Err(too_large());
        }
        left -= content.len() as u64;
        files.push((name, content));
    }
    Ok(files)
}

/// How many files an archive's end says there are.
fn counted(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(END.len()).rposition(|window| window == END)?;
    let count = bytes.get(end + 10..end + 12)?;
    Some(usize::from(u16::from_le_bytes(count.try_into().ok()?)))
}

/// Whether a name inside a form file is a plain one: no folder above, no drive, no hidden file.
fn leads_nowhere(name: &str) -> bool {
    name.split('/').count() <= DEPTH && name.split('/').all(is_file_name)
}

fn text(bytes: Vec<u8>, name: &str) -> Result<String, FormError> {
    if bytes.len() > LARGEST {
        return Err(refused(format!("{name} 超过 {} MB", LARGEST >> 20)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        }),
        Err(_) => Err(refused(
            "它不是无废申报的表单文件（既不是压缩包，也不是 UTF-8 文字）".to_owned(),
        )),
    }
}

/// A foreign name as it may stand in a sentence.
fn shown(name: &str) -> String {
    let plain = name.chars().filter(|c| crate::text::clean::is_plain(*c));
    plain.take(40).collect()
}

fn refused(why: String) -> FormError {
    FormError::Refused(why)
}

fn too_large() -> FormError {
    refused(format!(
        "它太大了：表单文件连同示例最多 {} MB，其中每个文件最多 {} MB",
        LARGEST_FILE >> 20,
        LARGEST_ENTRY >> 20
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WATER: &str = include_str!("../../tests/forms/water.toml");
    const NOTE: &str = "id = \"water-2027\"\ntitle = \"指南\"\npreface = \"\"\nitem = []\n";

    fn files() -> Vec<(String, Vec<u8>)> {
        [
            (DEFINITION, WATER),
            (GUIDE, NOTE),
            ("samples/school.json", "{}"),
            ("samples/files/水表.png", "x"),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .to_vec()
    }

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let options = SimpleFileOptions::default();
            zip.start_file(*name, options).expect("an entry");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("a zip").into_inner()
    }

    #[test]
    fn what_was_packed_is_read() {
        let packed = packed(files()).expect("packed");
        assert_eq!(packed, super::packed(files()).expect("packed"));
        let read = FormFile::read(&packed).expect("read");
        assert_eq!(read.form.id, "water-2027");
        assert_eq!(read.form.guide.as_ref().expect("a guide").title, "指南");
        assert_eq!(read.samples.answers("school"), Some(&b"{}"[..]));
        assert_eq!(read.samples.file("files/水表.png"), Some(&b"x"[..]));
        assert_eq!(read.samples.answers("plant"), None);
    }

    #[test]
    fn a_bare_definition_is_a_form_file() {
        for text in [WATER.to_owned(), format!("\u{feff}{WATER}")] {
            let read = FormFile::read(text.as_bytes()).expect("read");
            assert!(read.form.guide.is_none());
            assert_eq!(read.samples, Samples::default());
        }
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        let water = WATER.as_bytes();
        for name in [
            "../form.toml",
            "/etc/passwd",
            "samples/../../x",
            "samples\\..\\x",
            "C:\\x",
            "samples//x",
            "samples/.ssh",
            "samples/a/b/c/d",
            "samples/con",
            "other.toml",
            "FORM.toml",
            "samples/\u{202e}x",
        ] {
            let error = FormFile::read(&archive(&[(DEFINITION, water), (name, b"x")]));
            let error = error.expect_err(name);
            assert_eq!(error.code(), "form-refused", "{name}: {error}");
        }
        assert!(FormFile::read(&archive(&[(GUIDE, b"x")])).is_err());
        assert!(FormFile::read(b"PK\x03\x04").is_err());
        assert!(FormFile::read(&[0xFF, 0xFE, 0]).is_err());
        assert!(FormFile::read(b"").is_err());
    }

    #[test]
    fn links_and_names_that_come_twice_are_refused() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        zip.start_file(DEFINITION, options).expect("an entry");
        zip.write_all(WATER.as_bytes()).expect("written");
        zip.add_symlink("samples/x", "/etc/passwd", options)
            .expect("a link");
        let linked = zip.finish().expect("a zip").into_inner();
        assert!(
            FormFile::read(&linked)
                .expect_err("a link")
                .to_string()
                .contains("链接")
        );

        let mut twice = archive(&[
            (DEFINITION, WATER.as_bytes()),
            ("samples/a", b"1"),
            ("samples/b", b"2"),
        ]);
        let places: Vec<usize> = (0..twice.len() - 9)
            .filter(|at| twice[*at..].starts_with(b"samples/b"))
            .collect();
        for at in places {
            twice[at + 8] = b'a';
        }
        assert!(FormFile::read(&twice).is_err());
    }

    #[test]
    fn bombs_are_refused() {
        let zeros = vec![0; usize::try_from(LARGEST_ENTRY).expect("a size") + 1];
        let bomb = archive(&[(DEFINITION, WATER.as_bytes()), ("samples/a", &zeros)]);
        assert!(bomb.len() < 1 << 20);
        assert!(
            FormFile::read(&bomb)
                .expect_err("a bomb")
                .to_string()
                .contains("太大")
        );
        let half = &zeros[..zeros.len() - 1];
        let names = ["a", "b", "c", "d"].map(|name| format!("samples/{name}"));
        let mut many: Vec<(&str, &[u8])> = vec![(DEFINITION, WATER.as_bytes())];
        many.extend(names.iter().map(|name| (name.as_str(), half)));
        assert!(FormFile::read(&archive(&many)).is_err());
        let names: Vec<String> = (0..ENTRIES).map(|nth| format!("samples/{nth}")).collect();
        let mut many: Vec<(&str, &[u8])> = vec![(DEFINITION, WATER.as_bytes())];
        many.extend(names.iter().map(|name| (name.as_str(), &b"x"[..])));
        assert!(FormFile::read(&archive(&many)).is_err());
        let long = "#".repeat(LARGEST + 1);
        assert!(FormFile::read(&archive(&[(DEFINITION, long.as_bytes())])).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            assert!(FormFile::read(&bytes).is_err());
            let mut zip = MAGIC.to_vec();
            zip.extend(&bytes);
            assert!(FormFile::read(&zip).is_err());
        }

        #[test]
        fn a_torn_file_is_read_or_refused(at: usize, byte: u8) {
            let mut packed = packed(files()).expect("packed");
            let at = at % packed.len();
            packed[at] = byte;
            let _ = FormFile::read(&packed);
            packed.truncate(at);
            assert!(FormFile::read(&packed).is_err());
        }
    }
}

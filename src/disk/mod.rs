//! Whole files on the disk: written beside their place, waited for, and only then put in it. Whoever
//! pulls the plug finds the old file or the new one, never half of either. And the program's own
//! files, mapped.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use memmap2::Mmap;
use tempfile::{NamedTempFile, TempPath};

/// A file's bytes as they lie on the disk, in memory only where they are looked at.
#[derive(Debug)]
pub struct Mapped(Mmap);

impl std::ops::Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Maps a file into memory: of the fonts' 24 MB a paper touches a few. Only for files that nobody
/// changes in place while they are mapped: what is installed with the program (an update puts new
/// files in their stead), and what it is just making. What a person may write to is read instead.
///
/// # Errors
/// Where it is missing, empty or may not be read.
pub fn map(path: &Path) -> io::Result<Mapped> {
    let file = File::open(path)?;
    // SAFETY: the map is only read, and the file stays as long and as it is (see above).
    unsafe { Mmap::map(&file) }.map(Mapped)
}

/// An empty file in the folder of `path`, readable by whom the user's umask lets read; it is gone
/// when dropped.
///
/// # Errors
/// Where the folder is missing or may not be written.
pub fn beside(path: &Path) -> io::Result<TempPath> {
    begin(path).map(NamedTempFile::into_temp_path)
}

/// Begins a file in the folder of `path`, like [`beside`], to be written and read back.
///
/// # Errors
/// As [`beside`].
pub fn begin(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wufei-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder(path))
}

/// Ends a file that was begun: it is on the disk when this returns.
///
/// # Errors
/// Where the disk is full or gone.
pub fn end(file: NamedTempFile) -> io::Result<TempPath> {
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}

/// Gives a file made beside its name, in place of an earlier file of that name.
///
/// # Errors
/// Where the earlier file is open elsewhere or may not be replaced; it is then as it was.
pub fn put(beside: TempPath, path: &Path) -> io::Result<()> {
    beside.persist(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Gives a file made beside its name, if no file has that name.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where one has.
pub fn put_new(beside: TempPath, path: &Path) -> io::Result<()> {
    File::options().write(true).open(&beside)?.sync_all()?;
    beside
        .persist_noclobber(path)
        .map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Writes a file, in place of an earlier one of that name.
///
/// # Errors
/// Where it cannot be written; an earlier file is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = begin(path)?;
    file.write_all(bytes)?;
    put(end(file)?, path)
}

/// Bytes of a file name at most: ext4, APFS and NTFS all take as many.
pub const LONGEST_NAME: usize = 255;

/// Bytes of a name's ending that is kept, with its dot; what is longer is no ending.
const LONGEST_ENDING: usize = 20;

/// A file name as every system takes it: what Windows refuses in one becomes `_`, and what is too
/// long loses characters before its ending.
pub fn fit_name(name: &str) -> String {
    let fit: String = name
        .chars()
        .map(|char| match char {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
            char if char.is_control() => '_',
            char => char,
        })
        .collect();
    if fit.len() <= LONGEST_NAME {
        return fit;
    }
    let ending = match fit.rfind('.') {
        Some(dot) if fit.len() - dot <= LONGEST_ENDING => &fit[dot..],
        _ => "",
    };
    let stem = &fit[..fit.len() - ending.len()];
    let mut kept = LONGEST_NAME - ending.len();
    while !stem.is_char_boundary(kept) {
        kept -= 1;
    }
    format!("{}{ending}", stem[..kept].trim_end())
}

/// Which file of the disk a path leads to, to tell whether another took its place; `None` where there
/// is none, and on Windows, where an open file cannot be moved or taken away.
pub fn identity(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    return path
        .metadata()
        .ok()
        .map(|known| std::os::unix::fs::MetadataExt::ino(&known));
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// What the system says of a file, in Chinese words that fit into brackets.
pub fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或文件夹".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::AlreadyExists => "已经有同名的文件".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "磁盘空间不足".to_owned(),
        io::ErrorKind::FileTooLarge => "那里放不下这么大的文件".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "那里是只读的".to_owned(),
        io::ErrorKind::ResourceBusy => "正被别的程序使用".to_owned(),
        io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => {
            "文件和文件夹的名字相同".to_owned()
        }
        io::ErrorKind::InvalidFilename => "文件名太长，或有不能用的字".to_owned(),
        // ERROR_SHARING_VIOLATION.
        _ if cfg!(windows) && error.raw_os_error() == Some(32) => "正被别的程序使用".to_owned(),
        _ => match error.raw_os_error() {
            Some(number) => format!("系统错误 {number}"),
            None => error.to_string(),
        },
    }
}

/// Takes away all but the newest files of an ending in a folder; what was written last is newest.
///
/// # Errors
/// Where the folder cannot be read or a file not be taken away.
pub fn keep_newest(folder: &Path, ending: &str, most: usize) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if path.extension().is_some_and(|known| known == ending) {
            files.push((entry.metadata()?.modified()?, path));
        }
    }
    files.sort();
    let surplus = files.len().saturating_sub(most);
    for (_, path) in files.into_iter().take(surplus) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Waits until the name itself is on the disk. A folder that cannot be waited for has the file all
/// the same.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder(path)) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = path;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_files_the_newest_of_an_ending_stay() {
        let place = tempfile::tempdir().unwrap();
        let start = std::time::SystemTime::UNIX_EPOCH;
        for (name, age) in [("c.a", 3), ("a.a", 1), ("b.a", 2), ("old.b", 0)] {
            let path = place.path().join(name);
            std::fs::write(&path, name).unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            let written = start + std::time::Duration::from_secs(age);
            file.set_modified(written).unwrap();
        }
        keep_newest(place.path(), "a", 2).unwrap();
        keep_newest(place.path(), "a", 5).unwrap();
        let mut left: Vec<_> = std::fs::read_dir(place.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["b.a", "c.a", "old.b"]);
    }

    #[test]
    fn the_system_is_quoted_in_chinese() {
        let place = tempfile::tempdir().unwrap();
        let missing = std::fs::read(place.path().join("没有.pdf")).unwrap_err();
        assert_eq!(in_words(&missing), "没有这个文件或文件夹");
        for number in 1..40 {
            let words = in_words(&io::Error::from_raw_os_error(number));
            assert!(!words.contains("os error"), "{number}: {words}");
        }
    }

    #[test]
    fn a_name_fits_whole_with_its_ending_and_without_half_a_character() {
        assert_eq!(fit_name("a:b?.pdf"), "a_b_.pdf");
        for (given, ending) in [
            (format!("12 {}.docx", "方案".repeat(42)), ".docx"),
            (format!("1 {}.PDF", "a".repeat(300)), ".PDF"),
            (format!("3 {}", "无尾".repeat(60)), ""),
            (format!("4 a.{}", "长".repeat(90)), ""),
        ] {
            assert!(given.len() > 255, "{given}");
            let fit = fit_name(&given);
            assert!((250..=255).contains(&fit.len()), "{fit}");
            assert!(fit.ends_with(ending), "{fit}");
            assert!(given.starts_with(&fit[..fit.len() - ending.len()]), "{fit}");
        }
        let just = format!("{}.pdf", "字".repeat(83));
        assert_eq!(fit_name(&just), just);
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("甲.txt");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        let mut new = begin(&path).unwrap();
        new.write_all(b"three").unwrap();
        let error = put_new(end(new).unwrap(), &path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        drop(beside(&path).unwrap());
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
        let nowhere = place.path().join("no/a.txt");
        assert_eq!(
            write(&nowhere, b"").unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }
}

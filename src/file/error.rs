//! What can go wrong with a draft file.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::damage::{Damage, FormDamage};
use crate::disk;
use crate::draft::EditError;

/// How a file is called where its folder says nothing.
fn name_of(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
}

/// Why a draft file could not be made, opened, changed or copied. Nothing is half-done then.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No file of that name.
    #[error("找不到“{}”，请检查文件名和所在文件夹。", path.display())]
    Missing { path: PathBuf },
    /// A file of that name is there already.
    #[error("“{}”已经存在，没有覆盖它。请换一个文件名。", path.display())]
    Exists { path: PathBuf },
    /// A name that leaves no room for the journal beside it.
    #[error(
        "文件名“{}”太长（连同 .wufei 最多 {most} 字节，约 80 个汉字），请换一个短一些的名字。",
        name_of(path)
    )]
    LongName { path: PathBuf, most: usize },
    /// Some other file.
    #[error(
        "“{}”里不是无废申报的草稿，打不开。请另选一份 .wufei 草稿；如果它以前能打开，就是文件坏了，请改用备份或别处的副本。",
        name_of(path)
    )]
    NotADraft { path: PathBuf },
    /// Written by a later version of the program.
    #[error("“{}”是由更新版本的程序保存的，请更新本程序后再打开。", name_of(path))]
    Newer { path: PathBuf },
    /// Of a form that this program does not have.
    #[error(
        "“{}”用的表单（{form}）本程序没有，请更新本程序后再打开。",
        name_of(path)
    )]
    UnknownForm { path: PathBuf, form: String },
    /// With a form that cannot be used, and no other of its id is at hand.
    #[error(
        "“{}”带的表单（{form}）不能用：{what}。请更新本程序后再打开，还是不行就改用备份或别处的副本。",
        name_of(path)
    )]
    UnusableForm {
        path: PathBuf,
        form: String,
        what: FormDamage,
    },
    /// A draft that is damaged.
    #[error("草稿“{}”已损坏（{what}）。请改用备份或别处的副本。", name_of(path))]
    Damaged { path: PathBuf, what: Damage },
    /// Open in another program.
    #[error("“{}”正在另一个窗口或程序中打开，请先关闭那一个再试。", name_of(path))]
    Busy { path: PathBuf },
    /// Half-written when the power went, and not opened since.
    #[error("“{}”上次没有正常关闭，请先打开它一次，再用它做基础。", name_of(path))]
    Interrupted { path: PathBuf },
    /// Deleted, moved or replaced while it was open.
    #[error(
        "“{}”不在原来的地方了（被移走、改名、删除，或换成了别的文件），刚才的改动没有保存。请把它放回原处，改动会接着保存；放不回来就到“历史”里点最近的一次，另存一份。",
        path.display()
    )]
    Moved { path: PathBuf },
    /// Cannot be written.
    #[error("“{}”是只读的，改动没有保存。请取消只读，或把它复制到别的文件夹再改。", path.display())]
    ReadOnly { path: PathBuf },
    /// No file can be made in a folder.
    #[error("文件夹“{}”里不能新建文件（{reason}），没有保存。请换一个文件夹，例如“文档”。", folder.display())]
    Closed { folder: PathBuf, reason: String },
    /// No room left.
    #[error("磁盘空间不足，“{}”没有保存。请腾出空间后再试。", path.display())]
    Full { path: PathBuf },
    /// The system refused.
    #[error("“{}”读写失败（{reason}），请检查文件夹是否存在、是否可写。", path.display())]
    Io { path: PathBuf, reason: String },
    /// The kind of applicant is not one of the form's.
    #[error("没有“{applicant}”这种申报单位类型，可用：{known}。")]
    UnknownApplicant { applicant: String, known: String },
    /// A form that brings no sample for a kind of applicant.
    #[error("这份表单没有带“{applicant}”的示例。请新建一份空白的草稿。")]
    NoSample { applicant: String },
    /// No revision of that number.
    #[error("没有第 {number} 个版本，请先用“历史”查看有哪些版本。")]
    NoSuchRevision { number: i64 },
    /// A file too large to be attached.
    #[error("“{file}”有 {megabytes} MB，超过 {most} MB，没有添加。请压缩或分成几份。")]
    TooLarge {
        file: String,
        megabytes: u64,
        most: u64,
    },
    /// An attachment whose file cannot be read.
    #[error("附件“{file}”读不出来（{reason}），没有改动任何内容。请检查文件是否在附件文件夹中。")]
    Attachment { file: String, reason: String },
    /// An edit that the draft refuses.
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl FileError {
    /// Stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            FileError::Missing { .. } => "file-missing",
            FileError::Exists { .. } => "file-exists",
            FileError::LongName { .. } => "file-name-too-long",
            FileError::NotADraft { .. } => "file-not-a-draft",
            FileError::Newer { .. } => "file-newer",
            FileError::UnknownForm { .. } => "file-unknown-form",
            FileError::UnusableForm { .. } => "file-unusable-form",
            FileError::Damaged { .. } => "file-damaged",
            FileError::Busy { .. } => "file-busy",
            FileError::Interrupted { .. } => "file-interrupted",
            FileError::Moved { .. } => "file-moved",
            FileError::ReadOnly { .. } => "file-read-only",
            FileError::Closed { .. } => "file-folder-closed",
            FileError::Full { .. } => "file-disk-full",
            FileError::Io { .. } => "file-io",
            FileError::UnknownApplicant { .. } => "file-unknown-applicant",
            FileError::NoSample { .. } => "file-no-sample",
            FileError::NoSuchRevision { .. } => "file-no-such-revision",
            FileError::TooLarge { .. } => "file-too-large",
            FileError::Attachment { .. } => "file-attachment",
            FileError::Edit(error) => error.code(),
        }
    }

    /// What the system said of a path.
    pub(super) fn io(path: &Path, error: &std::io::Error) -> FileError {
        use std::io::ErrorKind;
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::NotFound => FileError::Missing { path },
            ErrorKind::AlreadyExists => FileError::Exists { path },
            ErrorKind::StorageFull => FileError::Full { path },
            ErrorKind::ReadOnlyFilesystem => FileError::ReadOnly { path },
            _ => FileError::Io {
                path,
                reason: disk::in_words(error),
            },
        }
    }

    /// What SQLite said of a path.
    pub(super) fn sqlite(path: &Path, error: &rusqlite::Error) -> FileError {
        let path = path.to_owned();
        let reason = error.to_string();
        let io = |path, reason: &str| FileError::Io {
            path,
            reason: reason.to_owned(),
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => FileError::Busy { path },
            Some(ErrorCode::ReadOnly) => FileError::ReadOnly { path },
            Some(ErrorCode::DiskFull) => FileError::Full { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => FileError::Damaged {
                path,
                what: Damage::Torn,
            },
            Some(ErrorCode::CannotOpen) => io(path, "打不开"),
            Some(ErrorCode::PermissionDenied) => io(path, "没有权限"),
            Some(ErrorCode::SystemIoFailure) => io(path, "磁盘读写出错"),
            Some(_) => io(path, &reason),
            // Not from SQLite itself: a column of another type than the program writes.
            None => FileError::Damaged {
                path,
                what: Damage::Column(reason),
            },
        }
    }
}

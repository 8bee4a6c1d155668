//! Why a command could not be done.

use std::io;
use std::path::PathBuf;

use wufei::disk;
use wufei::export::ExportError;
use wufei::file::FileError;
use wufei::form::FormError;

/// Why a command could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("“{}”：{error}", path.display())]
    Form { path: PathBuf, error: FormError },
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error("“{}”读写失败（{}），请检查文件夹是否存在、是否可写。", path.display(), disk::in_words(source))]
    Io { path: PathBuf, source: io::Error },
    #[error("“{}”太大，不像是填写内容，没有改动任何内容。请检查文件。", path.display())]
    TooLarge { path: PathBuf },
    #[error("结果写不出来（{}），请再试一次。", disk::in_words(.0))]
    Output(#[from] io::Error),
}

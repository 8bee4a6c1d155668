//! `history`, `restore`, `verify`.

use std::io::Write;
use std::path::Path;

use jiff::tz::TimeZone;

use super::failure::Failure;
use super::open::opened;

/// Lists the revisions of a draft.
pub fn list(file: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let draft = opened(file)?;
    for revision in draft.history()? {
        let at = revision.at.to_zoned(TimeZone::system());
        writeln!(
            out,
            "{:>5}  {}  {}",
            revision.number,
            at.strftime("%Y-%m-%d %H:%M:%S"),
            revision.label
        )?;
    }
    Ok(())
}

/// Makes a new draft of what one was after a revision.
pub fn restore(file: &Path, revision: i64, to: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let draft = opened(file)?;
    draft.restore(revision, to)?;
    writeln!(
        out,
        "已把第 {revision} 次修改之后的样子存为“{}”。",
        to.display()
    )?;
    Ok(())
}

/// Looks whether a draft's file is whole.
pub fn verify(file: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let whole = opened(file)?.inspect()?;
    writeln!(
        out,
        "文件完好：填写内容 {} 项，附件 {} 个（共 {} 字节），修改 {} 次。",
        whole.answers, whole.attachments, whole.bytes, whole.revisions
    )?;
    Ok(())
}

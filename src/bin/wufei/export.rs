//! `export`.

use std::io::{self, Write};
use std::process::ExitCode;

use wufei::check::{self, Review};
use wufei::compose::Options;
use wufei::export::{self, Document, Papers};

use super::arguments::ExportArgs;
use super::check::tell;
use super::failure::Failure;
use super::open::opened;

/// Exports documents of a draft; final ones only of a draft without errors.
pub fn export(asked: &ExportArgs, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let draft = opened(&asked.file)?;
    let review = check::review(draft.scope(), draft.draft());
    if asked.last && !review.ready {
        tell(&review, &draft.scope().form, out)?;
        eprintln!(
            "还有 {} 处错误，没有导出定稿。请改正后再试，或去掉 --final 导出草稿。",
            review.counts.error
        );
        return Ok(ExitCode::from(1));
    }
    let options = Options {
        draft_number: draft.number().to_owned(),
        unfinished: !review.ready,
        notice_years: asked.notice_years,
        changed: draft.last_revision()?.map(|revision| revision.at),
    };
    let documents = match &asked.only[..] {
        [] => &Document::USUAL,
        only => only,
    };
    let papers = export::write(
        draft.scope(),
        draft.draft(),
        &draft,
        &options,
        documents,
        &asked.to,
    )?;
    tell_written(&papers, &review, out)?;
    Ok(ExitCode::SUCCESS)
}

/// Tells what was written, and what to know of it.
fn tell_written(papers: &Papers, review: &Review, out: &mut dyn Write) -> io::Result<()> {
    for document in &papers.written {
        writeln!(out, "{}", document.path.display())?;
    }
    let size: u64 = papers.written.iter().map(|document| document.size).sum();
    writeln!(
        out,
        "共 {} 个文件，{}。",
        papers.written.len(),
        export::mail::size_in_words(size)
    )?;
    let sentences = [
        export::unprintable_sentence(&papers.unprintable),
        export::leftover_files_sentence(&papers.leftover_files),
    ];
    for sentence in sentences.into_iter().flatten() {
        writeln!(out, "{sentence}")?;
    }
    if !review.ready {
        writeln!(
            out,
            "草稿还有 {} 处错误，页脚印有“草稿”字样。",
            review.counts.error
        )?;
    }
    Ok(())
}

//! `check`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use wufei::check::{self, Review, Severity, Verdict};
use wufei::form::Form;

use super::failure::Failure;
use super::open::opened;

/// Checks a draft, and tells what was found, as JSON or in words.
pub fn check(file: &Path, json: bool, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let draft = opened(file)?;
    let review = check::review(draft.scope(), draft.draft());
    if json {
        let text = serde_json::to_string_pretty(&review).map_err(io::Error::from)?;
        writeln!(out, "{text}")?;
    } else {
        tell(&review, &draft.scope().form, out)?;
    }
    Ok(match review.ready {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    })
}

/// Tells a person what a check found.
pub fn tell(review: &Review, form: &Form, out: &mut dyn Write) -> io::Result<()> {
    let counts = review.counts;
    writeln!(
        out,
        "错误 {} 处，警告 {} 处，建议 {} 条。",
        counts.error, counts.warning, counts.advice
    )?;
    tell_findings(review, form, out)?;
    tell_words(review, form, out)?;
    tell_eligibility(review, out)
}

/// The findings, section by section.
fn tell_findings(review: &Review, form: &Form, out: &mut dyn Write) -> io::Result<()> {
    let mut section = None;
    for finding in &review.findings {
        if section != Some(&finding.section) {
            section = Some(&finding.section);
            let name = form
                .sections
                .iter()
                .filter(|s| s.applicant.as_ref().is_none_or(|a| *a == review.applicant))
                .find(|s| s.id == finding.section)
                .map_or("", |s| s.name.as_str());
            writeln!(out, "\n{name}")?;
        }
        let sign = match finding.severity {
            Severity::Error => "✗ 错误",
            Severity::Warning => "！警告",
            Severity::Advice => "· 建议",
        };
        writeln!(
            out,
            "  {sign}  {}{}（{}）",
            finding.message, finding.fix, finding.path
        )?;
    }
    Ok(())
}

/// 字数 of every text that has a limit.
fn tell_words(review: &Review, form: &Form, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n字数")?;
    for (id, words) in &review.words {
        let label = form
            .limits
            .iter()
            .find(|limit| limit.id == *id)
            .map_or(id.as_str(), |limit| limit.label.as_str());
        writeln!(out, "  {label} {} / {}", words.count, words.limit)?;
    }
    Ok(())
}

/// 基本要求, each with its evidence.
fn tell_eligibility(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n基本要求")?;
    for requirement in &review.eligibility {
        let verdict = match requirement.verdict {
            Verdict::Met => "✓ 达到",
            Verdict::NotMet => "✗ 没有达到",
            Verdict::Unclear => "？两种算法结论不同",
            Verdict::Unanswered => "○ 还没有填",
        };
        writeln!(
            out,
            "  {verdict}  {}：{}",
            requirement.label, requirement.evidence
        )?;
    }
    Ok(())
}

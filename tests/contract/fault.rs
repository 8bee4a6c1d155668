//! The samples with one fault put in, and what a review tells beyond what it tells of the sample.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Value, json};
use wufei::check::{self, Review, Severity};
use wufei::draft::{Attachment, Draft, Edit, attachment};
use wufei::form::{Path, RowKey, Scope};

use crate::common::{APPLICANTS, form, sample, set};

pub const E: &str = "enterprise";

pub const P: &str = "park";

pub fn scope(applicant: &str) -> Scope {
    form().scope(applicant).expect("a kind of applicant")
}

/// The sample, read once.
pub fn complete(applicant: &str) -> Draft {
    static SAMPLES: OnceLock<BTreeMap<String, Draft>> = OnceLock::new();
    let samples = SAMPLES.get_or_init(|| {
        APPLICANTS
            .map(|applicant| (applicant.to_owned(), sample(applicant).0))
            .into()
    });
    samples[applicant].clone()
}

pub fn edited(applicant: &str, edits: &[(&str, Value)]) -> Draft {
    let mut draft = complete(applicant);
    for (path, value) in edits {
        set(&mut draft, path, value.clone());
    }
    draft
}

/// Puts a paragraph behind a narrative part.
pub fn append(draft: &mut Draft, part: &str, text: &str) {
    let mut blocks = draft.answer(part).expect(part).to_json();
    blocks
        .as_array_mut()
        .expect("blocks")
        .push(json!({ "type": "paragraph", "text": text }));
    set(draft, part, blocks);
}

pub fn with_paragraph(applicant: &str, text: &str) -> Draft {
    let mut draft = complete(applicant);
    append(&mut draft, "case.results", text);
    draft
}

pub fn review(draft: &Draft) -> Review {
    check::review(&scope(&draft.applicant), draft)
}

pub type Found = (String, Severity, String);

/// What a draft is told beyond what the sample is told.
pub fn told(draft: &Draft) -> Vec<Found> {
    /// Findings by the place of a row, which is what a case says.
    fn list(draft: &Draft) -> Vec<Found> {
        let by_place = |path: String| match Path::parse(&path) {
            Some(at) => match draft.row_position(&at) {
                Some(row) => Path {
                    row: Some(RowKey::At(row)),
                    ..at
                }
                .to_string(),
                None => path,
            },
            None => path,
        };
        review(draft)
            .findings
            .into_iter()
            .map(|f| {
                (
                    f.code.word().to_owned(),
                    f.severity,
                    by_place(f.path.to_string()),
                )
            })
            .collect()
    }
    static KNOWN: OnceLock<BTreeMap<&str, Vec<Found>>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| APPLICANTS.map(|a| (a, list(&complete(a)))).into());
    let mut found = list(draft);
    for known in &known[draft.applicant.as_str()] {
        if let Some(at) = found.iter().position(|f| f == known) {
            found.remove(at);
        }
    }
    found.sort();
    found
}

pub fn expected(findings: &[(&str, Severity, &str)]) -> Vec<Found> {
    let mut all: Vec<Found> = findings
        .iter()
        .map(|(code, severity, path)| ((*code).to_owned(), *severity, (*path).to_owned()))
        .collect();
    all.sort();
    all
}

/// Each case: applicant, edits, exactly what is told.
pub type Case<'a> = (
    &'a str,
    &'a [(&'a str, Value)],
    &'a [(&'a str, Severity, &'a str)],
);

pub fn hold(cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for (applicant, edits, findings) in cases {
        let found = told(&edited(applicant, edits));
        if found != expected(findings) {
            wrong.push(format!(
                "{applicant} {edits:?}\n  expected {findings:?}\n  found    {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The draft with another file in the place of an attachment's.
pub fn with_file(applicant: &str, id: &str, file: &str, bytes: &[u8], size: u64) -> Draft {
    let mut draft = complete(applicant);
    let (media, trouble) = attachment::probe(file, bytes);
    let attachment = Attachment {
        file: file.into(),
        size,
        media,
        trouble,
        ..draft.attachment(id).expect(id).clone()
    };
    let scope = scope(applicant);
    draft
        .apply(&scope, &Edit::PutAttachment { attachment })
        .expect("an attachment");
    draft
}

//! Drafts for tests of the core through its public face.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use wufei::draft::{Attachment, Draft, Edit, Incoming};
use wufei::form::{Form, Scope};

/// The folder of the samples.
pub fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples")
}

/// The form of the notice.
pub fn form() -> &'static Form {
    wufei::form::built_in("miit-2025-539").expect("the form of the notice")
}

/// Both kinds of applicant.
pub const APPLICANTS: [&str; 2] = ["enterprise", "park"];

/// A draft with the answers of a JSON and attachments read from a folder.
pub fn draft(
    scope: &Scope<'_>,
    json: &str,
    folder: &std::path::Path,
) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    let incoming = Incoming::parse(scope, json).expect("answers that fit the form");
    draft
        .apply(scope, &Edit::All(incoming.edits))
        .expect("edits that fit the form");
    let mut bytes = BTreeMap::new();
    for entry in incoming.attachments.unwrap_or_default() {
        let content = fs::read(folder.join(&entry.file)).expect("the sample's file");
        let attachment =
            Attachment::of(&entry.id, &entry.kind, &entry.title, &entry.file, &content);
        draft
            .apply(scope, &Edit::PutAttachment { attachment })
            .expect("an attachment of a known kind");
        bytes.insert(entry.id, content);
    }
    (draft, bytes)
}

/// The text of a sample's answers.
pub fn sample_json(applicant: &str) -> String {
    fs::read_to_string(samples().join(format!("{applicant}.json"))).expect("a sample")
}

/// A sample as a draft, with its attachments' bytes.
pub fn sample(applicant: &str) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let scope = form().scope(applicant).expect("a kind of applicant");
    draft(&scope, &sample_json(applicant), &samples())
}

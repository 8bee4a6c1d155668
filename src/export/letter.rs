//! What the e-mail says that hands the documents in.

use super::mail::{Mail, size_in_words};
use crate::compose::{Block, Composition};
use crate::draft::Draft;
use crate::form::Scope;

/// What the e-mail says, for who writes it by hand in a web page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Name of its file.
    pub file: String,
    /// Whom it goes to, empty while unknown.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says, lines ended by `\n`.
    pub body: String,
}

/// The e-mail with its files, of which the first `papers` are the documents.
pub(super) fn mail_of<'a>(
    scope: &Scope,
    draft: &Draft,
    composition: &Composition,
    attachments: Vec<(&'a str, &'a [u8])>,
    papers: usize,
) -> Mail<'a> {
    let form = &scope.form;
    let name = &composition.author;
    // As the cover prints it; a date still to be filled in by hand is left out.
    let date = draft
        .text(scope, &form.documents.date)
        .and_then(|_| cover_value(composition, &form.documents.date))
        .unwrap_or_default();
    let mut body = format!(
        "您好：\n\n　　按照{}的要求，现报送{}《{}》，请审阅。附件共 {} 个：\n",
        form.notice,
        if name.is_empty() { "我单位" } else { name },
        form.title,
        attachments.len()
    );
    for (at, (file, content)) in attachments.iter().enumerate() {
        let size = size_in_words(content.len() as u64);
        body.push_str(&format!("　　{}. {file}（{size}）\n", at + 1));
    }
    body.push_str(&format!(
        "　　前 {papers} 份文件出自同一份草稿（{}）。\n\n　　此致\n敬礼\n\n",
        composition.foot.text.replace('　', "，")
    ));
    body.push_str(&format!("{name}\n{date}\n"));
    let recipient = form
        .profile
        .as_ref()
        .and_then(|profile| draft.text(scope, &profile.recipient));
    Mail {
        to: recipient.unwrap_or_default().trim().to_owned(),
        subject: format!("报送{name}《{}》", form.title),
        body,
        attachments,
    }
}

/// What the cover prints for an answer.
fn cover_value<'c>(composition: &'c Composition, path: &str) -> Option<&'c str> {
    let blocks = composition.paper.iter().flat_map(|part| &part.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Entries(entries) => Some(entries),
            _ => None,
        })
        .flatten()
        .find(|entry| entry.anchor.as_deref() == Some(path))
        .map(|entry| entry.value.as_str())
}

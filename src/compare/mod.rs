//! What is different between two states of a draft: place by place, in the form's own words, with
//! what stood there before and what stands there after.
//!
//! [`differences`] says nothing of two states that are the same, and something of every field that
//! is not. It judges nothing and knows no particular form.

mod rows;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeSet;

use serde::Serialize;
use ts_rs::TS;

use crate::catalog::Catalog;
use crate::draft::{Answer, Attachment, Draft, words_of};
use crate::form::{Field, FieldKind, Path, Scope, SectionKind};

/// One place that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// The place: a field, one of its years, a row, a cell of a row, the files of a kind.
    pub path: String,
    /// Id of the section that asks it.
    pub section: String,
    /// The place in words: 2025 年工业固废产生量.
    pub label: String,
    /// What stood there and what stands there now; several where a long text differs in several
    /// paragraphs. What is the same in both is left out.
    pub pairs: Vec<Pair>,
}

/// A text before and after, cut into stretches; `null` where there was nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Pair {
    /// What stood there.
    pub before: Option<Vec<Stretch>>,
    /// What stands there now.
    pub after: Option<Vec<Stretch>>,
}

/// A stretch of text that is the same on both sides, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// Whether the other side has something else here.
    pub changed: bool,
}

/// What is different from `before` to `after`, in the form's order. Both must be drafts of `scope`.
pub fn differences(scope: &Scope, before: &Draft, after: &Draft) -> Vec<Difference> {
    let mut all = Vec::new();
    for (section, field) in scope.fields() {
        let (old, new) = (before.answer(&field.path), after.answer(&field.path));
        if old == new {
            continue;
        }
        let mut add = |path: String, label: String, pairs: Vec<Pair>| {
            all.push(Difference {
                path,
                section: section.id.clone(),
                label,
                pairs,
            });
        };
        let whole = Path::field(&field.path);
        let label = words_of(scope, after, &whole);
        match field.kind {
            FieldKind::Yearly => {
                for (year, pair) in years(old, new) {
                    let at = whole.clone().year(year);
                    add(at.to_string(), words_of(scope, after, &at), vec![pair]);
                }
            }
            FieldKind::Rows => rows::differences(field, before, after, &mut add),
            FieldKind::Blocks => {
                let lines = |draft: &Draft| text::lines(scope, draft, draft.blocks(&field.path));
                add(
                    field.path.clone(),
                    label,
                    text::aligned(lines(before), lines(after)),
                );
            }
            FieldKind::LongText => {
                let lines = |answer: Option<&Answer>| match answer {
                    Some(Answer::Text(text)) => {
                        text.split('\n').map(text::ComparedLine::plain).collect()
                    }
                    _ => Vec::new(),
                };
                add(
                    field.path.clone(),
                    label,
                    text::aligned(lines(old), lines(new)),
                );
            }
            _ => add(
                field.path.clone(),
                label,
                vec![values(shown(field, old), shown(field, new))],
            ),
        }
    }
    attachments(scope, before, after, &mut all);
    all
}

/// The years whose figures are not the same.
fn years(old: Option<&Answer>, new: Option<&Answer>) -> Vec<(i32, Pair)> {
    let figures = |answer: Option<&Answer>| match answer {
        Some(Answer::Yearly(years)) => years.clone(),
        _ => Default::default(),
    };
    let (old, new) = (figures(old), figures(new));
    let all: BTreeSet<i32> = old.keys().chain(new.keys()).copied().collect();
    all.into_iter()
        .filter(|year| old.get(year) != new.get(year))
        .map(|year| {
            let pair = values(old.get(&year).cloned(), new.get(&year).cloned());
            (year, pair)
        })
        .collect()
}

/// An answer of one line as people read it.
fn shown(field: &Field, answer: Option<&Answer>) -> Option<String> {
    let industry = |code: &String| match Catalog::load().industry(code) {
        Some(industry) => industry.printed(),
        None => code.clone(),
    };
    Some(match answer? {
        Answer::Text(code) if field.kind == FieldKind::Industry => industry(code),
        Answer::Text(text) => text.clone(),
        Answer::Yes(true) => "是".to_owned(),
        Answer::Yes(false) => "否".to_owned(),
        Answer::Codes(codes) => codes.iter().map(industry).collect::<Vec<_>>().join("、"),
        // Of several places; told one by one elsewhere.
        Answer::Yearly(years) => {
            let all = years
                .iter()
                .map(|(year, figure)| format!("{year} 年 {figure}"));
            all.collect::<Vec<_>>().join("，")
        }
        Answer::Rows(_) | Answer::Blocks(_) => return None,
    })
}

/// Two values, each a whole.
fn values(before: Option<String>, after: Option<String>) -> Pair {
    let whole = |text: Option<String>| {
        text.map(|text| {
            vec![Stretch {
                text,
                changed: true,
            }]
        })
    };
    Pair {
        before: whole(before),
        after: whole(after),
    }
}

fn attachments(scope: &Scope, before: &Draft, after: &Draft, all: &mut Vec<Difference>) {
    let (old, new) = (before.attachments(), after.attachments());
    if old == new {
        return;
    }
    let section = scope
        .sections()
        .find(|section| section.kind == SectionKind::Files)
        .map_or(String::new(), |section| section.id.clone());
    let kind = |id: &str| match scope
        .form
        .attachment_kinds
        .iter()
        .find(|kind| kind.id == id)
    {
        Some(kind) => kind.label.replace("{applicant}", &scope.applicant.label),
        None => id.to_owned(),
    };
    let told = |one: &Attachment| format!("{}（{}，{}）", one.title, kind(&one.kind), one.file);
    let mut add = |kind: &str, label: String, pair: Pair| {
        all.push(Difference {
            path: format!("attachments.{kind}"),
            section: section.clone(),
            label,
            pairs: vec![pair],
        });
    };
    let name = |one: &Attachment| format!("附件“{}”", one.title);
    for gone in old {
        match after.attachment(&gone.id) {
            None => add(&gone.kind, name(gone), values(Some(told(gone)), None)),
            Some(now) if now != gone => {
                let (was, is) = (told(gone), told(now));
                let is = if was == is {
                    format!("{is}，文件内容不同")
                } else {
                    is
                };
                add(&now.kind, name(now), values(Some(was), Some(is)));
            }
            Some(_) => {}
        }
    }
    for come in new
        .iter()
        .filter(|one| before.attachment(&one.id).is_none())
    {
        add(&come.kind, name(come), values(None, Some(told(come))));
    }
    let order = |of: &[Attachment], other: &Draft| -> Vec<String> {
        let common = of.iter().filter(|one| other.attachment(&one.id).is_some());
        common.map(|one| one.id.clone()).collect()
    };
    if order(old, after) != order(new, before) {
        let titles = |of: &[Attachment]| {
            Some(
                of.iter()
                    .map(|one| one.title.as_str())
                    .collect::<Vec<_>>()
                    .join("、"),
            )
        };
        let first = new.first().map_or("", |one| one.kind.as_str());
        add(
            first,
            "附件的顺序".to_owned(),
            values(titles(old), titles(new)),
        );
    }
}

//! Which items of the guide the narrative takes up. The rule is simple enough to be told: it looks
//! for the words of each item, and never says whether what was written is good.

use super::{Checks, Coverage, Spoken, Taken};
use crate::draft::Block;
use crate::form::FieldKind;
use crate::form::guide::GuideItem;

/// Different words that have to be found before an item counts as written about.
const ENOUGH: usize = 2;

/// A block of the narrative, as the search sees it.
struct Passage<'a> {
    path: &'a str,
    label: &'a str,
    block: usize,
    text: String,
    kind: PassageKind,
}

#[derive(PartialEq)]
enum PassageKind {
    Heading,
    Note,
    Text,
}

impl Checks<'_> {
    /// How far the narrative takes up each item of the guide that has words to look for.
    pub(super) fn coverage(&self) -> Vec<Coverage> {
        let Some(guide) = &self.scope.form.guide else {
            return Vec::new();
        };
        let passages = self.passages();
        guide
            .items(&self.scope.applicant.id)
            .filter(|item| !item.words.is_empty())
            .map(|item| covered(item, &passages))
            .collect()
    }

    fn passages(&self) -> Vec<Passage<'_>> {
        let note = self.scope.form.leftovers.note.as_str();
        let mut all = Vec::new();
        for (_, field) in self.scope.fields() {
            if field.kind != FieldKind::Blocks {
                continue;
            }
            for (at, block) in self.draft.blocks(&field.path).iter().enumerate() {
                let texts = block.texts();
                let text: Vec<String> = texts
                    .iter()
                    .map(|text| self.figures.resolved(text))
                    .collect();
                let text = text.join("\n");
                let kind = match block {
                    Block::Heading { .. } => PassageKind::Heading,
                    _ if !note.is_empty() && text.trim_start().starts_with(note) => {
                        PassageKind::Note
                    }
                    _ => PassageKind::Text,
                };
                all.push(Passage {
                    path: &field.path,
                    label: &field.short,
                    block: at,
                    text,
                    kind,
                });
            }
        }
        all
    }
}

fn covered(item: &GuideItem, passages: &[Passage<'_>]) -> Coverage {
    let mut found: Vec<&str> = Vec::new();
    let mut places: Vec<Spoken> = Vec::new();
    let mut planned = None;
    let spoken = |passage: &Passage<'_>| Spoken {
        path: passage.path.to_owned(),
        block: passage.block,
        label: passage.label.to_owned(),
    };
    for passage in passages {
        if passage.kind != PassageKind::Text {
            if planned.is_none() && passage.text.contains(&item.heading) {
                planned = Some(spoken(passage));
            }
            continue;
        }
        let mut here = false;
        for word in &item.words {
            if passage.text.contains(word.as_str()) {
                here = true;
                if !found.contains(&word.as_str()) {
                    found.push(word);
                }
            }
        }
        // One place a part is enough to look at.
        if here && places.iter().all(|place| place.path != passage.path) {
            places.push(spoken(passage));
        }
    }
    // 台账 within 管理台账 is no second word.
    let found: Vec<String> = found
        .iter()
        .filter(|word| !found.iter().any(|o| o != *word && o.contains(**word)))
        .map(|word| (*word).to_owned())
        .collect();
    let taken = match found.len() {
        0 if planned.is_some() => Taken::Planned,
        0 => Taken::Open,
        count if count >= ENOUGH.min(item.words.len()) => Taken::Written,
        _ => Taken::Touched,
    };
    if places.is_empty() {
        places.extend(planned);
    }
    Coverage {
        item: item.id.clone(),
        taken,
        found,
        places,
    }
}

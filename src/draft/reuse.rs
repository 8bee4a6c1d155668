//! What a new draft takes over from an earlier one, as the form says (`reuse`).

use std::collections::BTreeMap;

use super::{Answer, Attachment, Block, Draft, Row};
use crate::form::{Field, FieldKind, Reuse, Scope};

/// An earlier draft sorted into what stays and what has to be answered anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reused {
    /// Answers taken over, by field path.
    pub answers: BTreeMap<String, Answer>,
    /// Attachments taken over, in order.
    pub attachments: Vec<Attachment>,
    /// Field paths (and `attachments`) of the earlier draft of which something was not taken over.
    pub left: Vec<String>,
}

impl Draft {
    /// What of this draft, which is of `old`, a new one of `new` takes over. Whatever is not taken
    /// over is named.
    pub fn reused(&self, old: &Scope, new: &Scope) -> Reused {
        let mut out = Reused::default();
        for (path, answer) in self.answers() {
            let kept = match (old.field(path), new.field(path), new.section_of(path)) {
                (Some(was), Some(field), Some(section))
                    if section.reuse != Reuse::Nothing && was.kind == field.kind =>
                {
                    taken_over(was, field, new, answer)
                }
                _ => None,
            };
            if kept.as_ref() != Some(answer) {
                out.left.push(path.to_owned());
            }
            if let Some(kept) = kept {
                out.answers.insert(path.to_owned(), kept);
            }
        }
        let asked = |attachment: &&Attachment| {
            let mut kinds = new.form.attachment_kinds.iter();
            kinds.any(|kind| kind.id == attachment.kind && kind.reuse != Reuse::Nothing)
        };
        out.attachments = self.attachments().iter().filter(asked).cloned().collect();
        if out.attachments.len() < self.attachments().len() {
            out.left.push("attachments".to_owned());
        }
        out
    }
}

/// The part of an answer that a field takes over; none where that says nothing.
fn taken_over(was: &Field, field: &Field, new: &Scope, answer: &Answer) -> Option<Answer> {
    if field.reuse == Reuse::Nothing {
        return None;
    }
    match answer {
        Answer::Yearly(years) => {
            let mut years = years.clone();
            years.retain(|year, _| new.form.years.collected.contains(year));
            (!years.is_empty()).then_some(Answer::Yearly(years))
        }
        Answer::Rows(rows) => {
            let rows: Vec<Row> = rows
                .iter()
                .map(|row| cells(was, field, new, row))
                .filter(|row| !row.is_empty())
                .collect();
            (!rows.is_empty()).then_some(Answer::Rows(rows))
        }
        Answer::Blocks(blocks) if field.reuse == Reuse::Headings => {
            let mut blocks = blocks.clone();
            blocks.retain(|block| matches!(block, Block::Heading { .. }));
            (!blocks.is_empty()).then_some(Answer::Blocks(blocks))
        }
        whole => Some(whole.clone()),
    }
}

fn cells(was: &Field, field: &Field, new: &Scope, row: &Row) -> Row {
    let of = |field: &Field, id: &str| -> Option<FieldKind> {
        let column = field.columns.iter().find(|column| column.path == id)?;
        Some(column.kind)
    };
    let kept: Row = field
        .columns
        .iter()
        .filter(|column| of(was, &column.path) == Some(column.kind))
        .filter_map(|column| {
            let answer = row.get(&column.path)?;
            let kept = taken_over(column, column, new, answer)?;
            Some((column.path.clone(), kept))
        })
        .collect();
    kept.known_as(row.id)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::draft::{Edit, Incoming, Text};
    use crate::form::{Form, Path, built_in};

    fn form() -> &'static Arc<Form> {
        built_in("miit-2025-539").expect("the form of the notice")
    }

    /// The form as it may be two years on: later years, one question gone.
    fn later() -> Arc<Form> {
        let mut form = Form::clone(form());
        form.years.collected = vec![2024, 2025, 2026, 2027];
        for section in &mut form.sections {
            section.fields.retain(|field| field.path != "cover.email");
        }
        Arc::new(form)
    }

    #[test]
    fn of_a_roster_the_names_stay_and_the_year_s_figures_do_not() {
        let scope = form().scope("park").unwrap();
        let json = include_str!("../../assets/samples/park.json");
        let mut draft = Draft::new(&form().id, "park");
        let edits = Incoming::parse(&scope, json).unwrap().edits;
        draft.apply(&scope, &Edit::All(edits)).unwrap();
        let reused = draft.reused(&scope, &scope);
        let Some(Answer::Rows(rows)) = reused.answers.get("top_enterprises") else {
            panic!("the roster stays");
        };
        assert_eq!(rows.len(), draft.rows("top_enterprises").len());
        for row in rows {
            assert_eq!(row.keys().collect::<Vec<_>>(), ["industry", "name"]);
        }
        assert!(reused.left.contains(&"top_enterprises".to_owned()));
        assert_eq!(
            reused.answers.get("waste.generated"),
            draft.answer("waste.generated")
        );
    }

    fn draft() -> impl Strategy<Value = Draft> {
        let row = (
            "[甲乙]",
            prop::collection::btree_map(2022..2026i32, "[12]", 0..3),
        )
            .prop_map(|(name, years)| {
                let mut row = Row::from([("name".to_owned(), Answer::Text(name))]);
                if !years.is_empty() {
                    row.insert("values".into(), Answer::Yearly(years));
                }
                row
            });
        let block = prop_oneof![
            "[甲乙]{1,3}".prop_map(|text| Block::Heading {
                level: 2,
                text: Text::plain(&text)
            }),
            "[甲乙]{1,3}".prop_map(|text| Block::Paragraph {
                text: Text::plain(&text)
            }),
        ];
        (
            prop::collection::btree_map(
                prop::sample::select(vec![
                    "cover.name",
                    "cover.email",
                    "cover.date",
                    "statement",
                    "summary.brief",
                ]),
                "[甲乙]{1,3}",
                0..5,
            ),
            prop::collection::btree_map(2022..2026i32, "[12]", 0..4),
            prop::collection::vec(row, 0..3),
            prop::collection::vec(block, 0..4),
            prop::option::of(any::<bool>()),
        )
            .prop_map(|(texts, years, rows, blocks, yes)| {
                let set = |path: &str, value| Edit::Set {
                    path: Path::parse(path).unwrap(),
                    value,
                };
                let some = |empty: bool, answer| (!empty).then_some(answer);
                let mut edits: Vec<Edit> = texts
                    .into_iter()
                    .map(|(path, text)| set(path, Some(Answer::Text(text))))
                    .collect();
                edits.extend([
                    set(
                        "waste.generated",
                        some(years.is_empty(), Answer::Yearly(years)),
                    ),
                    set(
                        "waste.generated_by",
                        some(rows.is_empty(), Answer::Rows(rows)),
                    ),
                    set("case.plan", some(blocks.is_empty(), Answer::Blocks(blocks))),
                    set("eligibility.no_penalty", yes.map(Answer::Yes)),
                ]);
                let mut draft = Draft::new(&form().id, "enterprise");
                let scope = form().scope("enterprise").unwrap();
                draft.apply(&scope, &Edit::All(edits)).unwrap();
                draft
            })
    }

    proptest! {
        /// Every answer stays as it is or is named as left, and what stays is a draft that the new
        /// form reads.
        #[test]
        fn nothing_is_lost_in_silence_and_what_stays_fits(draft in draft(), same in any::<bool>()) {
            let later = if same { Arc::clone(form()) } else { later() };
            let (old, new) = (
                form().scope("enterprise").unwrap(),
                later.scope("enterprise").unwrap(),
            );
            let reused = draft.reused(&old, &new);
            for (path, answer) in draft.answers() {
                let whole = reused.answers.get(path) == Some(answer);
                prop_assert_ne!(whole, reused.left.contains(&path.to_owned()), "{}", path);
            }
            for path in reused.answers.keys() {
                prop_assert!(draft.answer(path).is_some());
            }
            let mut successor = Draft::new(&later.id, "enterprise");
            let edits = reused.answers.into_iter().map(|(path, answer)| Edit::Set {
                path: Path::field(path),
                value: Some(answer),
            });
            successor.apply(&new, &Edit::All(edits.collect())).unwrap();
            let json = successor.to_json(&new).to_string();
            let edits = Incoming::parse(&new, &json).unwrap().edits;
            let mut again = Draft::new(&later.id, "enterprise");
            again.apply(&new, &Edit::All(edits)).unwrap();
            prop_assert_eq!(again, successor);
        }
    }
}

//! Whatever is answered, a review ends, and its findings lead somewhere.

use proptest::prelude::*;
use wufei::check;
use wufei::draft::{Answer, Block, Draft, Edit, Inline, Row, Text};
use wufei::form::{Field, FieldKind, Path, Quote, Scope};

use crate::common::{APPLICANTS, form};
use crate::fault::{self, complete, scope};
use crate::wording::well_said;

/// Texts that mean trouble: figures of every length and width, words of the tables, marks.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<String>(),
        2 => "[-+]?[0-9]{1,32}(\\.[0-9]{0,32})?",
        1 => "[０-９]{1,12}(．[０-９]{1,4})?",
        1 => "[0-9]{1,3}(,[0-9]{3}){0,12}",
        1 => Just("9".repeat(28)),
        1 => Just(format!("0.{}1", "0".repeat(26))),
        1 => Just("0".to_owned()),
        1 => Just(String::new()),
        1 => Just("甲\n\t乙".repeat(300)),
        1 => Just("\u{0}\r\u{FFFE}\u{202E}\u{2028}<&]]>".to_owned()),
        1 => "(固废|产品|方式|XX)[ 1-9X]{0,3}",
        1 => "20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}",
        1 => "(9999|0001|2026)-12-31",
        1 => "\\{\\{[a-z_.0-9\\[\\]]{0,24}\\}\\}",
        2 => "(20(22|23|25)年)?(公司|锰渣|高炉渣、)?(综合利用率|产生量|产值|的)(达到|约|超过|由|分别为|-)?[0-9.]{1,30}(%|万吨|吨|亿元|元)?(以上|的|、|，)?",
    ]
}

fn texts() -> impl Strategy<Value = Text> {
    proptest::collection::vec(
        prop_oneof![
            text().prop_map(|text| Inline::Run { text, marks: Vec::new() }),
            "(waste|cover|production|x)\\.(rate|name|generated|sales|generated_by\\[[0-9]{1,19}\\])(\\.20[23][0-9])?"
                .prop_map(|text| Inline::Ref(Quote::read(&text))),
            text().prop_map(|text| Inline::Ref(Quote::read(&text))),
        ],
        0..4,
    )
    .prop_map(Text)
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        (0..9_u8, texts()).prop_map(|(level, text)| Block::Heading { level, text }),
        texts().prop_map(|text| Block::Paragraph { text }),
        (any::<bool>(), proptest::collection::vec(texts(), 0..3))
            .prop_map(|(ordered, items)| Block::List { ordered, items }),
        (
            text(),
            proptest::collection::vec(proptest::collection::vec(texts(), 0..3), 0..3)
        )
            .prop_map(|(caption, rows)| Block::Table { caption, rows }),
        (text(), text()).prop_map(|(attachment, caption)| Block::Figure {
            attachment,
            caption
        }),
        (prop_oneof![text(), Just("waste.rate".to_owned())], text()).prop_map(|(of, caption)| {
            Block::Chart {
                of: Quote::read(&of),
                caption,
            }
        }),
    ]
}

fn answer(field: &Field) -> BoxedStrategy<Answer> {
    match field.kind {
        FieldKind::YesNo => any::<bool>().prop_map(Answer::Yes).boxed(),
        FieldKind::Industries => proptest::collection::vec(text(), 0..4)
            .prop_map(Answer::Codes)
            .boxed(),
        FieldKind::Yearly => proptest::collection::btree_map(2022..=2025_i32, text(), 0..=4)
            .prop_map(Answer::Yearly)
            .boxed(),
        FieldKind::Blocks => proptest::collection::vec(block(), 0..4)
            .prop_map(Answer::Blocks)
            .boxed(),
        FieldKind::Rows => {
            let columns: Vec<(String, BoxedStrategy<Answer>)> = field
                .columns
                .iter()
                .map(|column| (column.path.clone(), answer(column)))
                .collect();
            let row = columns
                .into_iter()
                .map(|(path, answer)| {
                    proptest::option::of(answer)
                        .prop_map(move |a| a.map(|a| (path.clone(), a)))
                        .boxed()
                })
                .collect::<Vec<_>>()
                .prop_map(|cells| cells.into_iter().flatten().collect::<Row>());
            proptest::collection::vec(row, 0..12)
                .prop_map(Answer::Rows)
                .boxed()
        }
        _ => text().prop_map(Answer::Text).boxed(),
    }
}

/// A draft, empty or a sample, with some answers replaced by anything.
fn draft() -> impl Strategy<Value = Draft> {
    (0..2_usize, any::<bool>()).prop_flat_map(|(applicant, filled)| {
        let applicant = APPLICANTS[applicant];
        let scope = scope(applicant);
        let fields: Vec<&Field> = scope.fields().map(|(_, field)| field).collect();
        let edits = fields
            .into_iter()
            .map(|field| {
                let path = field.path.clone();
                proptest::option::weighted(if filled { 0.2 } else { 0.8 }, answer(field))
                    .prop_map(move |answer| {
                        answer.map(|value| Edit::Set {
                            path: Path::field(&path),
                            value: Some(value),
                        })
                    })
                    .boxed()
            })
            .collect::<Vec<_>>();
        edits.prop_map(move |edits| {
            let mut draft = if filled {
                complete(applicant)
            } else {
                Draft::new(&form().id, applicant)
            };
            let edit = Edit::All(edits.into_iter().flatten().collect());
            draft
                .apply(&fault::scope(applicant), &edit)
                .expect("answers of the right kind");
            draft
        })
    })
}

fn leads_somewhere(scope: &Scope, path: &str) -> bool {
    if path.starts_with("attachments") || scope.form.limits.iter().any(|l| l.id == path) {
        return true;
    }
    let Some(path) = Path::parse(path) else {
        return false;
    };
    // One of several industries.
    let of_several = scope
        .field(&path.field)
        .is_some_and(|f| f.kind == FieldKind::Industries);
    scope.resolve(&path).is_some() || of_several
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn is_reviewed(draft in draft()) {
        let scope = scope(&draft.applicant);
        let review = check::review(&scope, &draft);
        for finding in &review.findings {
            prop_assert!(leads_somewhere(&scope, &finding.path.to_string()), "{finding:?}");
            prop_assert!(well_said(finding), "{finding:?}");
        }
        let again = check::review(&scope, &draft);
        prop_assert_eq!(review, again);
    }
}

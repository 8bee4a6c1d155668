use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::draft::{Block, Edit, Incoming, Inline, Mark, Row, Text};
use crate::form::{Form, Quote, built_in};

fn form() -> &'static Arc<Form> {
    built_in("miit-2025-539").expect("the form of the notice")
}

fn scope(applicant: &str) -> Scope {
    form().scope(applicant).unwrap()
}

fn of(scope: &Scope, json: &str) -> Draft {
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    let edits = Incoming::parse(scope, json).unwrap().edits;
    draft.apply(scope, &Edit::All(edits)).unwrap();
    draft
}

fn side(stretches: Option<&Vec<Stretch>>) -> Option<String> {
    stretches.map(|all| {
        let marked = |one: &Stretch| match one.changed {
            true => format!("[{}]", one.text),
            false => one.text.clone(),
        };
        all.iter().map(marked).collect()
    })
}

/// Path, label, before and after of every pair.
fn told(scope: &Scope, before: &str, after: &str) -> Vec<String> {
    let (before, after) = (of(scope, before), of(scope, after));
    differences(scope, &before, &after)
        .iter()
        .flat_map(|one| one.pairs.iter().map(move |pair| (one, pair)))
        .map(|(one, pair)| {
            format!(
                "{} {}: {} -> {}",
                one.path,
                one.label,
                side(pair.before.as_ref()).unwrap_or("-".into()),
                side(pair.after.as_ref()).unwrap_or("-".into()),
            )
        })
        .collect()
}

#[test]
fn plain_answers_stand_before_and_after() {
    let scope = scope("enterprise");
    assert_eq!(
        told(
            &scope,
            r#"{"cover": {"name": "甲", "phone": "1"}, "pledge": {"truthful": true},
                "waste": {"generated": {"2024": "1.0", "2025": "2"}}}"#,
            r#"{"cover": {"name": "乙"}, "pledge": {"truthful": false}, "basics": {"industry": "312"},
                "waste": {"generated": {"2024": "1.00", "2025": "2", "2022": "3"}}}"#,
        ),
        [
            "cover.name 单位名称: [甲] -> [乙]",
            "cover.phone 电话: [1] -> -",
            "pledge.truthful 我单位申报的所有材料，均真实、完整，如有不实，愿承担相应的责任。: [是] -> [否]",
            "basics.industry 从事行业: - -> [312 炼钢]",
            "waste.generated.2022 2022 年工业固废产生量: - -> [3]",
            "waste.generated.2024 2024 年工业固废产生量: [1.0] -> [1.00]",
        ]
    );
}

#[test]
fn rows_are_known_again_by_their_ids() {
    let scope = scope("enterprise");
    let rows = |rows: &str| format!(r#"{{"waste": {{"generated_by": [{rows}]}}}}"#);
    let (slag, ash) = (
        r#"{"id": "r4", "name": "钢渣", "values": {"2025": "1"}}"#,
        r#"{"id": "r2", "name": "粉煤灰", "values": {"2025": "2"}}"#,
    );
    assert_eq!(
        told(&scope, &rows(&format!("{slag},{ash}")), &rows(ash)),
        ["waste.generated_by[r2] 删去的固废“钢渣”: [固废名称：钢渣；2025 年 1] -> -"]
    );
    assert_eq!(
        told(&scope, &rows(ash), &rows(&format!("{slag},{ash}"))),
        ["waste.generated_by[r4] 新增的固废“钢渣”: - -> [固废名称：钢渣；2025 年 1]"]
    );
    assert_eq!(
        told(
            &scope,
            &rows(&format!("{slag},{ash}")),
            &rows(&format!("{ash},{slag}"))
        ),
        ["waste.generated_by 固废的顺序: [钢渣、粉煤灰] -> [粉煤灰、钢渣]"]
    );
    assert_eq!(
        told(
            &scope,
            &rows(slag),
            &rows(r#"{"id": "r4", "name": "转炉渣", "values": {"2025": "1.5"}}"#)
        ),
        [
            "waste.generated_by[r4].name 固废“转炉渣”的固废名称: [钢渣] -> [转炉渣]",
            "waste.generated_by[r4].2025 2025 年固废“转炉渣”的产生量: [1] -> [1.5]",
        ]
    );
}

#[test]
fn of_a_long_text_only_the_paragraphs_that_changed_are_shown_and_their_words_marked() {
    let scope = scope("enterprise");
    let case = |blocks: &str| format!(r#"{{"case": {{"plan": [{blocks}]}}}}"#);
    let p = |text: &str| format!(r#"{{"type": "paragraph", "text": "{text}"}}"#);
    assert_eq!(
        told(
            &scope,
            &case(
                &[
                    p("一直如此。"),
                    p("二〇二四年建成一条生产线。"),
                    p("末段。")
                ]
                .join(",")
            ),
            &case(
                &[
                    p("一直如此。"),
                    p("二〇二五年建成两条生产线。"),
                    p("新的一段，{{waste.rate.2025}}%。"),
                    p("末段。")
                ]
                .join(",")
            ),
        ),
        [
            "case.plan 建设方案制定情况: 二〇二[四]年建成[一]条生产线。 -> 二〇二[五]年建成[两]条生产线。",
            "case.plan 建设方案制定情况: - -> [新的一段，〔2025 年工业固废综合利用率〕%。]",
        ]
    );
    // The same words in another look are still a difference.
    assert_eq!(
        told(
            &scope,
            &case(&p("甲")),
            &case(r#"{"type": "paragraph", "text": [{"text": "甲", "marks": ["bold"]}]}"#)
        ),
        ["case.plan 建设方案制定情况: [甲] -> [甲（格式不同）]"]
    );
    assert_eq!(
        told(
            &scope,
            r#"{"statement": "第一段。\n第二段。"}"#,
            r#"{"statement": "第一段。\n改写了的。"}"#
        ),
        ["statement 企业自述: [第二段。] -> [改写了的。]"]
    );
}

#[test]
fn attachments_come_go_and_are_renamed() {
    let scope = scope("park");
    let file = |id: &str, title: &str, bytes: &[u8]| {
        Attachment::of(id, "plan", title, &format!("files/{id}.pdf"), bytes)
    };
    let with = |attachments: Vec<Attachment>| {
        let mut draft = Draft::new(&scope.form.id, "park");
        draft
            .apply(&scope, &Edit::SetAttachments { attachments })
            .unwrap();
        draft
    };
    let before = with(vec![file("a", "方案", b"1"), file("b", "旧", b"2")]);
    let after = with(vec![file("c", "新", b"3"), file("a", "方案", b"9")]);
    let labels: Vec<String> = differences(&scope, &before, &after)
        .into_iter()
        .map(|one| format!("{} {} {}", one.section, one.path, one.label))
        .collect();
    assert_eq!(
        labels,
        [
            "attachments attachments.plan 附件“方案”",
            "attachments attachments.plan 附件“旧”",
            "attachments attachments.plan 附件“新”",
        ]
    );
    let turned = with(vec![file("b", "旧", b"2"), file("a", "方案", b"1")]);
    let order = differences(&scope, &before, &turned);
    assert_eq!(order.len(), 1);
    assert_eq!(order[0].label, "附件的顺序");
}

#[test]
fn a_whole_sample_against_nothing_tells_every_answer() {
    let scope = scope("park");
    let json = include_str!("../../assets/samples/park.json");
    let full = of(&scope, json);
    let empty = Draft::new(&scope.form.id, "park");
    let come = differences(&scope, &empty, &full);
    for (path, _) in full.answers() {
        assert!(
            come.iter()
                .any(|one| Path::parse(&one.path).unwrap().field == path),
            "{path}"
        );
    }
    for one in &come {
        assert!(
            one.pairs.iter().all(|pair| pair.before.is_none()),
            "{one:?}"
        );
    }
}

fn text() -> impl Strategy<Value = Text> {
    let mark = prop_oneof![
        Just(Vec::new()),
        Just(vec![Mark::Bold]),
        Just(vec![Mark::Sub])
    ];
    let piece = prop_oneof![
        3 => ("[甲乙· a]{0,5}", mark).prop_map(|(text, marks)| Inline::Run { text, marks }),
        1 => Just(Inline::Ref(Quote::read("waste.rate.2025"))),
    ];
    prop::collection::vec(piece, 0..3).prop_map(Text::joined)
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        (1..5u8, text()).prop_map(|(level, text)| Block::Heading { level, text }),
        text().prop_map(|text| Block::Paragraph { text }),
        (any::<bool>(), prop::collection::vec(text(), 0..3))
            .prop_map(|(ordered, items)| Block::List { ordered, items }),
        (
            "[甲乙]{0,2}",
            prop::collection::vec(prop::collection::vec(text(), 0..3), 0..3)
        )
            .prop_map(|(caption, rows)| Block::Table { caption, rows }),
        "[ab]".prop_map(|attachment| Block::Figure {
            attachment,
            caption: "图".into()
        }),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    (
        prop::option::of("[甲乙]"),
        prop::collection::btree_map(2022..2026i32, "[12]", 0..3),
    )
        .prop_map(|(name, years)| {
            let mut row = Row::default();
            if let Some(name) = name {
                row.insert("name".into(), Answer::Text(name));
            }
            if !years.is_empty() {
                row.insert("values".into(), Answer::Yearly(years));
            }
            row
        })
}

fn draft() -> impl Strategy<Value = Draft> {
    let filled = |text: String| (!text.is_empty()).then_some(Answer::Text(text));
    (
        "[甲乙]{0,2}",
        "[甲\n乙]{0,4}",
        prop::collection::btree_map(2022..2026i32, "[12]", 0..3),
        prop::collection::vec(row(), 0..4),
        prop::collection::vec(block(), 0..4),
        prop::collection::vec((0..3usize, "[甲乙]"), 0..3),
    )
        .prop_map(move |(name, statement, years, rows, blocks, files)| {
            let set = |path: &str, value| Edit::Set {
                path: Path::parse(path).unwrap(),
                value,
            };
            let attachments: BTreeMap<usize, Attachment> = files
                .into_iter()
                .map(|(id, title)| {
                    let id_text = format!("a{id}");
                    (
                        id,
                        Attachment::of(&id_text, "proof", &title, "f", title.as_bytes()),
                    )
                })
                .collect();
            let mut draft = Draft::new(&form().id, "enterprise");
            let edits = vec![
                set("cover.name", filled(name)),
                set("statement", filled(statement)),
                set(
                    "waste.generated",
                    (!years.is_empty()).then_some(Answer::Yearly(years)),
                ),
                set(
                    "waste.generated_by",
                    (!rows.is_empty()).then_some(Answer::Rows(rows)),
                ),
                set(
                    "case.plan",
                    (!blocks.is_empty()).then_some(Answer::Blocks(blocks)),
                ),
                Edit::SetAttachments {
                    attachments: attachments.into_values().collect(),
                },
            ];
            draft
                .apply(&scope("enterprise"), &Edit::All(edits))
                .unwrap();
            draft
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Nothing is said of the same, something of every field that is not, and the way back says the
    /// same the other way round.
    #[test]
    fn every_field_that_differs_is_told_and_no_other(before in draft(), after in draft()) {
        let scope = scope("enterprise");
        prop_assert!(differences(&scope, &before, &before.clone()).is_empty());
        let there = differences(&scope, &before, &after);
        let fields = |all: &[Difference]| -> BTreeSet<String> {
            all.iter()
                .map(|one| match one.path.starts_with("attachments") {
                    true => "attachments".to_owned(),
                    false => Path::parse(&one.path).unwrap().field,
                })
                .collect()
        };
        let touched: BTreeSet<String> = after
            .deltas_since(&before)
            .iter()
            .map(|delta| delta.field().to_owned())
            .collect();
        prop_assert_eq!(fields(&there), touched.clone());
        prop_assert_eq!(fields(&differences(&scope, &after, &before)), touched);
        for one in &there {
            prop_assert!(!one.pairs.is_empty(), "{:?}", one);
            prop_assert!(!one.label.is_empty() && !one.section.is_empty());
            for pair in &one.pairs {
                prop_assert!(pair.before != pair.after, "{:?}", one);
            }
        }
    }
}

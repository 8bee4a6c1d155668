//! A form is foreign input: whatever its text says, it is refused with sentences, or can be filled in,
//! checked, laid out and written, in bounded time.

mod common;
#[path = "fixture/made.rs"]
mod made;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::json;
use toml::{Table, Value};
use wufei::check;
use wufei::compose::{Options, compose};
use wufei::draft::{Draft, Edit, Incoming};
use wufei::export::xlsx;
use wufei::form::{FieldKind, Form, Scope};
use wufei::layout::{self, FontBook};

fn texts() -> [String; 2] {
    ["assets/forms/miit-2025-539.toml", "tests/forms/water.toml"].map(|file| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        std::fs::read_to_string(file).expect("a form")
    })
}

fn fonts() -> &'static FontBook {
    static FONTS: OnceLock<FontBook> = OnceLock::new();
    FONTS.get_or_init(|| FontBook::find().expect("the fonts"))
}

/// Every place of a document by its steps.
fn places(value: &Value, at: &[String], all: &mut Vec<Vec<String>>) {
    let mut inside = |step: String, value: &Value| {
        let mut at = at.to_vec();
        at.push(step);
        all.push(at.clone());
        places(value, &at, all);
    };
    match value {
        Value::Table(table) => table.iter().for_each(|(k, v)| inside(k.clone(), v)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(i, v)| inside(i.to_string(), v)),
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Table(table) => table.get_mut(step),
        Value::Array(list) => list.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Something done to a place: taken away, doubled, given another value, or what another place has.
#[derive(Debug, Clone)]
enum Change {
    Take,
    Double,
    Put(Value),
    Swap(usize),
    Add(String, Value),
}

/// What a form may be made to say: huge and tiny numbers, names that lead elsewhere, words of the grammar.
fn value() -> impl Strategy<Value = Value> {
    let words = [
        "",
        "id",
        "form",
        "attachments",
        "front.unit",
        "front.day",
        "use.total",
        "use.sources",
        "use.sources[].amount",
        "use.ratio",
        "taps[].share",
        "taps",
        "words",
        "cover.name",
        "waste.generated",
        "waste.rate",
        "waste.generated_by",
        "story.body",
        "../x",
        "/etc/passwd",
        "C:\\x",
        "a/b",
        "con",
        "{name}",
        "{{waste.rate.2025}}",
        "\u{0}",
        "\n",
        "x[0]",
        "x.2025",
        "cover",
        "pledge",
        "narrative",
        "facts",
        "yearly",
        "roster",
        "statement",
        "files",
        "requirements",
        "summary",
        "text",
        "long-text",
        "figure",
        "count",
        "date",
        "yes-no",
        "industry",
        "industries",
        "division",
        "rows",
        "blocks",
        "all",
        "headings",
        "nothing",
        "school",
        "plant",
        "enterprise",
        "park",
        "#number",
        "(a+)+$",
        "2027-02-30",
        "0",
        "-1",
        "79228162514264337593543950335",
        "0.0000000000000000000000000001",
        "1e400",
        "固废",
        "(((((",
    ];
    prop_oneof![
        6 => proptest::sample::select(words.to_vec()).prop_map(|word| Value::String(word.into())),
        1 => "\\PC{0,12}".prop_map(Value::String),
        1 => (1usize..30_000).prop_map(|times| Value::String("长".repeat(times))),
        3 => proptest::sample::select(vec![
            i64::MIN, -1, 0, 1, 2, 3, 4, 5, 12, 100, 255, 256, 1000, 2022, 2026, 9999, 10_000,
            1_000_000_000, i64::MAX,
        ]).prop_map(Value::Integer),
        1 => any::<bool>().prop_map(Value::Boolean),
        1 => Just(Value::Float(f64::INFINITY)),
        1 => Just(Value::Array(Vec::new())),
        1 => Just(Value::Table(Table::new())),
        1 => proptest::collection::vec(1990i64..2060, 0..40)
            .prop_map(|years| Value::Array(years.into_iter().map(Value::Integer).collect())),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let keys = [
        "lines",
        "number",
        "sheet",
        "table",
        "notice_years",
        "footnotes",
        "signature",
        "stamped",
        "unit",
        "unit_from",
        "unit_note",
        "unit_in_label",
        "carry",
        "affirm",
        "outline",
        "words",
        "width",
        "printed",
        "required",
        "reuse",
        "note",
        "heading",
        "applicant",
        "mismatch",
        "rows",
        "column",
        "kind",
        "path",
        "surprise",
        "above",
        "from",
    ];
    prop_oneof![
        2 => Just(Change::Take),
        2 => Just(Change::Double),
        6 => value().prop_map(Change::Put),
        3 => any::<usize>().prop_map(Change::Swap),
        3 => (proptest::sample::select(keys.to_vec()), value())
            .prop_map(|(key, value)| Change::Add(key.to_owned(), value)),
    ]
}

fn done(mut whole: Value, changes: &[(usize, Change)]) -> String {
    for (place, change) in changes {
        let mut all = Vec::new();
        places(&whole, &[], &mut all);
        let Some(path) = all.get(place % all.len().max(1)).cloned() else {
            continue;
        };
        let (last, above) = path.split_last().expect("a step");
        let other = |nth: usize, whole: &mut Value| {
            all.get(nth % all.len())
                .and_then(|path| at(whole, path).cloned())
        };
        let put = match change {
            Change::Put(value) => Some(value.clone()),
            Change::Swap(nth) => other(*nth, &mut whole),
            _ => None,
        };
        if let Some(put) = put {
            if let Some(value) = at(&mut whole, &path) {
                *value = put;
            }
            continue;
        }
        if let Change::Add(key, value) = change {
            if let Some(Value::Table(table)) = at(&mut whole, &path) {
                table.insert(key.clone(), value.clone());
            }
            continue;
        }
        match at(&mut whole, above) {
            Some(Value::Table(table)) => {
                table.remove(last);
            }
            Some(Value::Array(list)) => {
                let nth: usize = last.parse().expect("a position");
                match change {
                    Change::Double => list.push(list[nth].clone()),
                    _ => {
                        list.remove(nth);
                    }
                }
            }
            _ => {}
        }
    }
    toml::to_string(&whole).unwrap_or_default()
}

/// Something in every field.
fn filled(scope: &Scope) -> Draft {
    let years: BTreeMap<String, &str> = (scope.form.years.collected.iter().enumerate())
        .map(|(i, year)| {
            (
                year.to_string(),
                ["0", "12.5", "99999999999", "0.001"][i % 4],
            )
        })
        .collect();
    let one = |kind: FieldKind| match kind {
        FieldKind::Figure => json!("0"),
        FieldKind::Count => json!("12"),
        FieldKind::Date => json!("2026-03-18"),
        FieldKind::YesNo => json!(true),
        FieldKind::Industry => json!("312"),
        FieldKind::Industries => json!(["312"]),
        FieldKind::Yearly => json!(years),
        FieldKind::Blocks => json!([
            { "type": "paragraph", "text": "2025年综合利用率为95%，产生量12万吨，{{waste.rate.2025}}。" },
            { "type": "heading", "level": 4, "text": "一" },
            { "type": "chart", "of": "use.total", "caption": "图" },
        ]),
        _ => json!("甲单位 2025 年 12 万吨"),
    };
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    for (_, field) in scope.fields() {
        let value = match field.kind {
            FieldKind::Rows => {
                let row: serde_json::Map<String, serde_json::Value> = (field.columns.iter())
                    .map(|column| (column.path.clone(), one(column.kind)))
                    .collect();
                json!([row, row])
            }
            kind => one(kind),
        };
        let mut whole = value;
        for step in field.path.rsplit('.') {
            whole = json!({ step: whole });
        }
        let incoming = Incoming::parse(scope, &whole.to_string())
            .unwrap_or_else(|error| panic!("{}: {error}", field.path));
        draft
            .apply(scope, &Edit::All(incoming.edits))
            .unwrap_or_else(|error| panic!("{}: {error}", field.path));
    }
    draft
}

/// All that is done with a form.
fn go_through(text: &str, written: bool) -> bool {
    let form = match Form::parse(text) {
        Ok(form) => form,
        Err(error) => {
            assert!(!error.problems().is_empty(), "{error}");
            for problem in error.problems() {
                assert!(
                    !problem.what.is_empty() && problem.line.is_some(),
                    "{problem}"
                );
            }
            return false;
        }
    };
    for applicant in &form.applicants {
        let scope = form.scope(&applicant.id).expect("a kind of applicant");
        for draft in [Draft::new(&form.id, &applicant.id), filled(&scope)] {
            check::review(&scope, &draft);
            let json = draft.to_json(&scope).to_string();
            let again = Incoming::parse(&scope, &json).expect("what was written");
            let mut same = Draft::new(&form.id, &applicant.id);
            same.apply(&scope, &Edit::All(again.edits))
                .expect("it fits");
            for notice_years in [false, true] {
                let options = Options {
                    notice_years,
                    ..Options::default()
                };
                let composition = compose(&scope, &draft, &options);
                let pages = layout::lay_out(&composition, fonts()).expect("pages");
                assert!(pages.pages.len() < 500, "{} pages", pages.pages.len());
                if written && !notice_years {
                    let none = BTreeMap::new();
                    // Both are read back as they are made.
                    made::word(&composition, &pages, fonts(), &none);
                    let book = xlsx::write(&composition).expect("Excel");
                    xlsx::verify(&book, &composition).expect("Excel");
                    made::paper(&pages, &composition, fonts(), &none);
                }
            }
        }
    }
    true
}

#[test]
fn the_forms_themselves_go_through() {
    for text in texts() {
        assert!(go_through(&text, true));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_form_is_refused_or_goes_through(
        which in 0usize..2,
        changes in proptest::collection::vec((any::<usize>(), change()), 1..4),
        written in proptest::bool::weighted(0.2),
    ) {
        let whole: Table = toml::from_str(&texts()[which]).expect("a form");
        go_through(&done(Value::Table(whole), &changes), written);
    }
}

#[test]
fn whatever_is_taken_away_is_told_with_its_line() {
    for text in texts() {
        let whole = Value::Table(toml::from_str(&text).expect("a form"));
        let mut all = Vec::new();
        places(&whole, &[], &mut all);
        for (place, at) in all.iter().enumerate() {
            let text = done(whole.clone(), &[(place, Change::Take)]);
            if let Err(error) = Form::parse(&text) {
                for problem in error.problems() {
                    assert!(problem.line.is_some(), "{at:?}: {problem}");
                }
            }
        }
    }
}

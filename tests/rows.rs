//! A quoted figure stays the figure it quotes: whatever is done to the rows of the tables, each reference
//! prints the figure of the row that it was made for, or tells that the row is gone.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path as FilePath;
use std::sync::Arc;

use jiff::{Timestamp, Zoned};
use proptest::prelude::*;
use serde_json::{Value, json};
use wufei::compose::block::{Block, Composition};
use wufei::compose::{Options, compose};
use wufei::derive::{Figures, State};
use wufei::draft::{Answer, Draft, Edit, Incoming, Inline, Request};
use wufei::file::{DraftFile, DraftIdentity, FileError};
use wufei::form::{Form, Path, RowId, Scope};
use wufei::import::paste;

const FIELD: &str = "waste.generated_by";

fn forms() -> &'static [Arc<Form>] {
    wufei::form::built_ins()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("a time")
}

fn identity() -> DraftIdentity {
    DraftIdentity {
        at: Zoned::new(at(0), jiff::tz::TimeZone::UTC),
        seed: 5,
        sample: false,
    }
}

/// What may be done to rows. Places are taken modulo what is there; names are never changed, so that a
/// row is known to the test by its name.
#[derive(Debug, Clone)]
enum Act {
    Insert {
        to: usize,
        figure: u16,
    },
    Remove(usize),
    Move(usize, usize),
    Figure {
        row: usize,
        figure: u16,
    },
    /// A sentence that quotes a row, put behind the others.
    Quote(usize),
    /// The text without its first sentence.
    Cut,
    /// A table over the rows from a place on: some of them in another order, with figures, and a new one.
    Paste {
        row: usize,
        order: u64,
        new: bool,
    },
    /// A table with years and names, put anywhere.
    PasteNamed {
        order: u64,
        new: bool,
    },
    /// What `show` gives, its rows in another order, with or without their ids.
    Set {
        order: u64,
        ids: bool,
    },
    Undo,
    Redo,
    Reopen,
    /// Back to a state of the history.
    Return(usize),
    /// A new draft on the basis of this one.
    Successor,
}

fn act() -> impl Strategy<Value = Act> {
    let place = 0..6usize;
    let figure = 1..9_999u16;
    prop_oneof![
        4 => (place.clone(), figure.clone()).prop_map(|(to, figure)| Act::Insert { to, figure }),
        2 => place.clone().prop_map(Act::Remove),
        3 => (place.clone(), place.clone()).prop_map(|(from, to)| Act::Move(from, to)),
        3 => (place.clone(), figure).prop_map(|(row, figure)| Act::Figure { row, figure }),
        4 => place.clone().prop_map(Act::Quote),
        1 => Just(Act::Cut),
        2 => (place, any::<u64>(), any::<bool>()).prop_map(|(row, order, new)| Act::Paste { row, order, new }),
        1 => (any::<u64>(), any::<bool>()).prop_map(|(order, new)| Act::PasteNamed { order, new }),
        2 => (any::<u64>(), any::<bool>()).prop_map(|(order, ids)| Act::Set { order, ids }),
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
        1 => Just(Act::Reopen),
        1 => (0..40usize).prop_map(Act::Return),
        1 => Just(Act::Successor),
    ]
}

/// Some order of things, by a number.
fn shuffled<T>(mut things: Vec<T>, mut order: u64) -> Vec<T> {
    for i in (1..things.len()).rev() {
        things.swap(i, (order % (i as u64 + 1)) as usize);
        order = order.rotate_left(7) ^ 0x9e37_79b9;
    }
    things
}

fn name(draft: &Draft, id: RowId) -> Option<String> {
    let path = Path::field(FIELD).row(id).column("name");
    draft.typed(&path).map(str::to_owned)
}

fn figure(draft: &Draft, id: RowId) -> Option<String> {
    draft
        .typed(&Path::field(FIELD).row(id).year(2025))
        .map(str::to_owned)
}

struct Play {
    folder: tempfile::TempDir,
    file: DraftFile,
    now: i64,
    named: usize,
    drafts: usize,
}

impl Play {
    fn new() -> Play {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("0.wufei");
        let file = DraftFile::create(&path, &forms()[0], "enterprise", &identity(), |_| {
            Ok::<(), FileError>(())
        });
        Play {
            folder,
            file: file.expect("a draft"),
            now: 0,
            named: 0,
            drafts: 0,
        }
    }

    fn new_name(&mut self) -> String {
        self.named += 1;
        format!("渣{}号", self.named)
    }

    fn ids(&self) -> Vec<RowId> {
        let rows = self.file.draft().rows(FIELD).iter();
        rows.map(|row| row.id).collect()
    }

    fn row(&self, nth: usize) -> Option<RowId> {
        let rows = self.file.draft().rows(FIELD);
        (!rows.is_empty()).then(|| rows[nth % rows.len()].id)
    }

    fn edit(&mut self, edit: &Value) {
        let request: Request = serde_json::from_value(edit.clone()).expect("an edit");
        let edit = request
            .read(self.file.scope(), self.file.draft())
            .expect("an edit");
        self.file.apply(&edit, &[], at(self.now)).expect("applied");
    }

    fn paste(&mut self, place: &str, table: &[Vec<String>]) {
        let proposal = paste::propose(self.file.scope(), self.file.draft(), place, table);
        let edit = proposal.expect("a proposal").edit;
        let edit = edit
            .read(self.file.scope(), self.file.draft())
            .expect("an edit");
        self.file.apply(&edit, &[], at(self.now)).expect("applied");
    }

    fn merge(&mut self, json: &Value) {
        let none = |_: &str| Err(std::io::ErrorKind::NotFound.into());
        self.file
            .merge(&json.to_string(), none, at(self.now))
            .expect("merged");
    }

    fn act(&mut self, act: &Act) {
        self.now += 100;
        match act {
            Act::Insert { to, figure } => {
                let name = self.new_name();
                let row = json!({ "name": name, "values": { "2025": figure.to_string() } });
                self.edit(&json!({ "edit": "insert-row", "field": FIELD, "at": to, "row": row }));
            }
            Act::Remove(nth) => {
                if let Some(id) = self.row(*nth) {
                    self.edit(
                        &json!({ "edit": "remove-row", "field": FIELD, "row": id.to_string() }),
                    );
                }
            }
            Act::Move(from, to) => {
                if let Some(id) = self.row(*from) {
                    self.edit(&json!({ "edit": "move-row", "field": FIELD, "row": id.to_string(), "to": to }));
                }
            }
            Act::Figure { row, figure } => {
                if let Some(id) = self.row(*row) {
                    let path = format!("{FIELD}[{id}].2025");
                    self.edit(&json!({ "edit": "set", "path": path, "value": figure.to_string() }));
                }
            }
            Act::Quote(nth) => {
                let rows = self.file.draft().rows(FIELD).len();
                if let Some(id) = self.row(*nth) {
                    let name = name(self.file.draft(), id).expect("a name");
                    // By place, as programs do, or by id, as the page does.
                    let key = match nth % 2 {
                        0 => id.to_string(),
                        _ => (nth % rows).to_string(),
                    };
                    let mut blocks = self.file.draft().answer("case.plan").map(Answer::to_json);
                    let blocks = blocks.get_or_insert_with(|| json!([]));
                    let text = format!("{name}▷{{{{{FIELD}[{key}].2025}}}}◁");
                    blocks
                        .as_array_mut()
                        .expect("blocks")
                        .push(json!({ "type": "paragraph", "text": text }));
                    self.edit(&json!({ "edit": "set", "path": "case.plan", "value": blocks }));
                }
            }
            Act::Cut => {
                let blocks = self.file.draft().answer("case.plan").map(Answer::to_json);
                if let Some(Value::Array(mut blocks)) = blocks {
                    blocks.remove(0);
                    self.edit(&json!({ "edit": "set", "path": "case.plan", "value": blocks }));
                }
            }
            Act::Paste { row, order, new } => {
                if let Some(first) = self.row(*row) {
                    let draft = self.file.draft();
                    let rows = draft.rows(FIELD);
                    let begun = rows
                        .iter()
                        .position(|row| row.id == first)
                        .expect("it is there");
                    let mut names: Vec<String> = rows[begun..]
                        .iter()
                        .filter_map(|row| name(draft, row.id))
                        .collect();
                    names = shuffled(names, *order);
                    if *new {
                        let place = (*order as usize) % names.len();
                        names[place] = self.new_name();
                    }
                    let table: Vec<Vec<String>> = names
                        .into_iter()
                        .enumerate()
                        .map(|(i, name)| {
                            let figure = (order >> 5) as u16 as usize + i;
                            vec![name, "1".into(), "2".into(), "3".into(), figure.to_string()]
                        })
                        .collect();
                    self.paste(&format!("{FIELD}[{first}].name"), &table);
                }
            }
            Act::PasteNamed { order, new } => {
                let draft = self.file.draft();
                let mut names: Vec<String> = draft
                    .rows(FIELD)
                    .iter()
                    .filter_map(|row| name(draft, row.id))
                    .collect();
                if *new {
                    names.push(self.new_name());
                }
                if names.is_empty() {
                    return;
                }
                let mut table = vec![vec!["固废".to_owned(), "2025年".to_owned()]];
                for (i, name) in shuffled(names, *order).into_iter().enumerate() {
                    let figure = (order >> 9) as u16 as usize + i;
                    table.push(vec![format!("其中，{name}"), figure.to_string()]);
                }
                self.paste(FIELD, &table);
            }
            Act::Set { order, ids } => {
                let shown = self.file.draft().to_json(self.file.scope());
                let Some(rows) = shown
                    .pointer("/waste/generated_by")
                    .and_then(Value::as_array)
                else {
                    return;
                };
                let mut rows = shuffled(rows.clone(), *order);
                for row in &mut rows {
                    if let (false, Value::Object(row)) = (ids, row) {
                        row.remove("id");
                    }
                }
                self.merge(&json!({ "waste": { "generated_by": rows } }));
            }
            Act::Undo => {
                self.file.undo(at(self.now)).expect("undone");
            }
            Act::Redo => {
                self.file.redo(at(self.now)).expect("redone");
            }
            Act::Reopen => {
                let path = self.file.path().to_owned();
                let before = self.file.draft().clone();
                self.reopen(&path);
                assert_eq!(*self.file.draft(), before);
                assert_eq!(self.file.draft().rows_given(), before.rows_given());
            }
            Act::Return(nth) => {
                let history = self.file.history().expect("a history");
                if let Some(revision) = history.get(*nth) {
                    let number = revision.number;
                    self.file
                        .return_to(number, "恢复", at(self.now))
                        .expect("returned");
                }
            }
            Act::Successor => {
                self.drafts += 1;
                let path = self.folder.path().join(format!("{}.wufei", self.drafts));
                let from = self.file.path().to_owned();
                // What is taken over of texts are headings: the sentences are put in again.
                let texts = self.file.draft().answer("case.plan").map(Answer::to_json);
                let ids = self.ids();
                let removed = self.file.draft().to_json(self.file.scope())["removed"].clone();
                self.close();
                let made = DraftFile::create_based_on(
                    &path,
                    Some(&forms()[0]),
                    &identity(),
                    &from,
                    forms(),
                    at(self.now),
                );
                self.file = made.expect("a successor").file;
                assert_eq!(self.ids(), ids);
                if let Some(texts) = texts {
                    self.merge(&json!({ "case": { "plan": texts }, "removed": removed }));
                }
            }
        }
    }

    fn close(&mut self) {
        let path = self.folder.path().join("aside.wufei");
        let _ = std::fs::remove_file(&path);
        let aside = DraftFile::create(&path, &forms()[0], "enterprise", &identity(), |_| {
            Ok::<(), FileError>(())
        });
        self.file = aside.expect("another");
    }

    fn reopen(&mut self, path: &FilePath) {
        self.close();
        self.file = DraftFile::open(path, forms()).expect("it opens");
    }
}

/// Every sentence of a draft as it is printed: the name before ▷ and what stands between ▷ and ◁.
fn sentences(text: &str) -> Vec<(String, String)> {
    text.split('◁')
        .filter_map(|part| part.split_once('▷'))
        .map(|(name, said)| (name.trim().to_owned(), said.to_owned()))
        .collect()
}

fn paper_text(composition: &Composition) -> String {
    let blocks = composition.paper.iter().flat_map(|part| &part.blocks);
    let runs = blocks.flat_map(|block| match block {
        Block::Paragraph(paragraph) => paragraph.runs.as_slice(),
        _ => &[],
    });
    runs.map(|run| run.text.as_str()).collect()
}

/// Whether a sentence says the figure of the row that it names, or that this row is gone.
fn is_right(
    draft: &Draft,
    name: &str,
    said: &str,
    last: &BTreeMap<String, BTreeSet<String>>,
) -> bool {
    let row = draft
        .rows(FIELD)
        .iter()
        .find(|row| self::name(draft, row.id).as_deref() == Some(name));
    let now = row.and_then(|row| figure(draft, row.id));
    // Figures are printed with thousands marks.
    let plain = said.replace(',', "");
    let lost = said.starts_with("〔已删去：")
        && said.contains(name)
        && last[name]
            .iter()
            .any(|figure| plain.contains(&format!(" {figure}万吨")));
    now.as_deref() == Some(plain.as_str()) || (row.is_none() && lost)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn each_reference_prints_the_figure_of_its_row_or_tells_that_it_is_gone(
        acts in prop::collection::vec(act(), 1..30),
    ) {
        let mut play = Play::new();
        let mut last: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut given: BTreeMap<RowId, String> = BTreeMap::new();
        for act in &acts {
            play.act(act);
            let draft = play.file.draft();
            let scope = play.file.scope();
            for row in draft.rows(FIELD) {
                let name = name(draft, row.id).expect("a name");
                last.entry(name.clone()).or_default().extend(figure(draft, row.id));
                // An id is never another row's.
                prop_assert_eq!(given.entry(row.id).or_insert(name.clone()), &name);
            }
            let figures = Figures::new(scope, draft);
            let review = wufei::check::review(scope, draft);
            let mut lost = 0;
            for block in draft.blocks("case.plan") {
                for text in block.texts() {
                    for (name, said) in sentences(&figures.resolved(&text)) {
                        prop_assert!(is_right(draft, &name, &said, &last), "{}: {} after {:?}", name, said, act);
                    }
                    lost += text.0.iter().filter(|piece| {
                        matches!(piece, Inline::Ref(quote) if figures.quoted(quote).state == State::Lost)
                    }).count();
                    let settled = text.0.iter().all(|piece| match piece {
                        Inline::Ref(quote) => quote.path().is_some_and(|path| path.row_id().is_some()),
                        Inline::Run { .. } => true,
                    });
                    prop_assert!(settled, "{:?}", text);
                }
            }
            let told = review.findings.iter().filter(|f| f.code == "lost-reference").count();
            prop_assert_eq!(told, lost);
            let composition = compose(scope, draft, &Options::default());
            for (name, said) in sentences(&paper_text(&composition)) {
                // The line before ends in the name of the next.
                let name = name.rsplit_once('\n').map_or(name.as_str(), |(_, name)| name);
                let name = &name[name.find('渣').unwrap_or_default()..];
                prop_assert!(is_right(draft, name, &said, &last), "{} on paper: {}", name, said);
            }
        }
        play.file.inspect().expect("a sound file");
        // What `show` gives is the same draft again.
        let shown = play.file.draft().to_json(play.file.scope());
        let again = set_anew(play.file.scope(), &shown);
        prop_assert_eq!(&again, play.file.draft());
    }
}

fn set_anew(scope: &Scope, shown: &Value) -> Draft {
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    let incoming = Incoming::parse(scope, &shown.to_string()).expect("answers");
    draft.apply(scope, &Edit::All(incoming.edits)).expect("set");
    draft
}

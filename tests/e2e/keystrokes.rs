//! Someone at the keyboard: keys go to whatever has the focus; what stands in the window is only read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fantoccini::key::Key;
use serde::Deserialize;
use wufei::draft::{Answer, Block, Draft, Inline, Mark, Text};
use wufei::form::Path;

use crate::desk::Desk;
use crate::paper;
use crate::window::Window;

const ALT: char = '\u{e00a}';
const CTRL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';

/// How many stops of Tab there may be before what is gone to; more are no way for anybody.
const STOPS: usize = 60;

/// The longest question for a figure that the text takes for one, its “/” not counted.
const QUESTION: usize = 20;

/// Who types a sample into an empty draft.
pub struct Typist<'w> {
    window: &'w Window,
    desk: &'w Desk,
    sample: &'w Draft,
    /// Places that were filled, by their names.
    filled: BTreeSet<String>,
    /// What the figures to quote are called.
    figures: BTreeMap<String, String>,
}

/// What has the focus.
#[derive(Debug, Deserialize)]
pub struct Focus {
    /// The section shown.
    pub view: String,
    /// Whether it is in the work, and not beside it.
    pub work: bool,
    /// The place it belongs to.
    pub place: String,
    /// Its own name, where it is an input.
    name: String,
    /// The rows that it adds one to.
    adds: String,
    /// What stands in it.
    value: String,
    /// The kind of applicant whose draft it makes.
    creates: String,
    /// Whether it makes the documents.
    exports: bool,
}

impl<'w> Typist<'w> {
    pub fn new(window: &'w Window, desk: &'w Desk, sample: &'w Draft) -> Self {
        Typist {
            window,
            desk,
            sample,
            filled: BTreeSet::new(),
            figures: BTreeMap::new(),
        }
    }

    /// What has the focus now.
    pub async fn focus(&self) -> Focus {
        let focus = self
            .window
            .run(
                "const here = document.activeElement; \
                 const view = document.querySelector('nav [aria-current=page]'); \
                 const name = here.getAttribute('name') ?? ''; \
                 return { \
                     view: view?.dataset.section ?? '', \
                     work: here.closest('#work') !== null, \
                     place: here.closest('[data-place]')?.dataset.place ?? name, \
                     name, \
                     adds: here.dataset.add ?? '', \
                     value: here.value ?? '', \
                     creates: here.dataset.create ?? '', \
                     exports: here.matches('.export .main'), \
                 };",
            )
            .await;
        serde_json::from_value(focus).expect("what has the focus")
    }

    /// Makes a draft for a kind of applicant, from the first page.
    pub async fn create(&self, applicant: &str) {
        self.tab_to(|here| here.creates == applicant).await;
        self.press(&[enter()]).await;
        self.window.find("#work").await;
    }

    /// Makes the final documents, from the last page.
    pub async fn export(&self) {
        self.tab_to(|here| here.name == "export.last").await;
        self.press(&[Key::Down.into()]).await;
        self.window
            .find("[name='export.last'][value=true]:checked")
            .await;
        self.tab_to(|here| here.exports).await;
        self.press(&[enter()]).await;
    }

    /// Goes on with Tab until what has the focus is what is wanted.
    async fn tab_to(&self, wanted: impl Fn(&Focus) -> bool) {
        for _ in 0..STOPS {
            if wanted(&self.focus().await) {
                return;
            }
            self.press(&[Key::Tab.into()]).await;
        }
        panic!("{STOPS} stops, and not there: {:?}", self.focus().await);
    }

    /// Presses keys together.
    pub async fn press(&self, chord: &[char]) {
        self.window.keys(chord).await;
    }

    /// Where the program leads next (Alt N), once everything is saved.
    pub async fn onward(&self) -> Focus {
        self.window.saved().await;
        self.press(&[ALT, 'n']).await;
        self.focus().await
    }

    /// Goes where the program leads and fills what is asked there, until it leads to the last page.
    /// The narrative quotes the tables and shows the pictures: it is written when they are there.
    pub async fn fill(&mut self) {
        let mut attached = false;
        for _ in 0..STOPS {
            let here = self.onward().await;
            let blocks = self.sample.blocks(&here.place);
            match here.view.as_str() {
                "check" => return,
                _ if self.filled.contains(&here.place) => {}
                _ if blocks.is_empty() => {
                    attached |= here.view == "attachments";
                    self.fill_section(&here.view).await;
                }
                _ if attached => {
                    self.filled.insert(here.place.clone());
                    self.write(blocks).await;
                }
                _ => self.press(&[ALT, Key::Right.into()]).await,
            }
        }
        panic!("led round in circles: {:?}", self.focus().await);
    }

    /// Fills what a section asks from the focus on, stop by stop; the narrative is written elsewhere.
    async fn fill_section(&mut self, view: &str) {
        loop {
            let here = self.focus().await;
            if here.view != view || !here.work || !self.sample.blocks(&here.place).is_empty() {
                return;
            }
            self.answer(&here).await;
            self.press(&[Key::Tab.into()]).await;
        }
    }

    /// Answers what has the focus, if it asks for something.
    async fn answer(&mut self, here: &Focus) {
        if !here.adds.is_empty() {
            self.add_rows(here).await;
        } else if let Some(kind) = here.place.strip_prefix("attachments.") {
            self.attach(kind).await;
        } else if self.filled.insert(here.name.clone()) {
            let sample = self.sample;
            match sample.answer(&here.name) {
                Some(Answer::Yes(true)) => self.press(&[Key::Space.into()]).await,
                Some(Answer::Codes(codes)) => self.choose(here, codes).await,
                _ => {
                    if let Some(text) = self.wanted(&here.name) {
                        self.replace(here, &text).await;
                    }
                }
            }
        }
    }

    /// What is to be typed into an input.
    fn wanted(&self, name: &str) -> Option<String> {
        let title = name
            .strip_prefix("attachments[")
            .and_then(|rest| rest.strip_suffix("].title"));
        if let Some(number) = title {
            let number: usize = number.parse().ok()?;
            return Some(self.sample.attachments().get(number)?.title.clone());
        }
        Some(self.sample.typed(&Path::parse(name)?)?.to_owned())
    }

    async fn replace(&self, here: &Focus, text: &str) {
        if !here.value.is_empty() {
            self.press(&[CTRL, 'a']).await;
        }
        self.window.strokes(strokes(text)).await;
    }

    /// Types codes and takes the first suggestion for each.
    async fn choose(&self, here: &Focus, codes: &[String]) {
        for (number, code) in codes.iter().enumerate() {
            self.window.strokes(strokes(code)).await;
            self.window
                .find("[role=combobox][aria-expanded=true]")
                .await;
            self.press(&[enter()]).await;
            self.window
                .find(&format!("[data-place='{}[{number}]']", here.name))
                .await;
        }
    }

    /// Has as many rows as the sample; each new one is filled where it stands.
    async fn add_rows(&mut self, here: &Focus) {
        let field = &here.adds;
        let rows = format!("return document.querySelectorAll(\"[data-rows='{field}']\").length");
        let there = self.window.run(&rows).await.as_u64().expect("a count");
        if there >= self.sample.rows(field).len() as u64 {
            return;
        }
        self.press(&[enter()]).await;
        let there = usize::try_from(there).expect("a few rows");
        self.window
            .until("the new row", async || {
                let row = self.window.row(field, there).await;
                self.focus().await.name.starts_with(&row)
            })
            .await;
        let new = self.focus().await;
        Box::pin(self.answer(&new)).await;
    }

    /// Has the files of a kind chosen in the system's dialog.
    async fn attach(&mut self, kind: &str) {
        if !self.filled.insert(format!("attachments.{kind}")) {
            return;
        }
        let files: Vec<PathBuf> = self
            .sample
            .attachments()
            .iter()
            .filter(|one| one.kind == kind)
            .map(|one| paper::sample_file(&one.file))
            .collect();
        if files.is_empty() {
            return;
        }
        self.desk.answer_all("files", &files);
        self.press(&[enter()]).await;
        let last = format!(
            "[data-attachment-kind={kind}] li:nth-child({})",
            files.len()
        );
        self.window.find(&last).await;
        let free = format!("[data-place='attachments.{kind}'][aria-disabled=false]");
        self.window.find(&free).await;
        // The focus stays where one goes on from.
        assert_eq!(self.focus().await.place, format!("attachments.{kind}"));
    }

    // --- the narrative ----------------------------------------------------------------------------

    /// Writes the blocks of a part where the caret is, in an empty part.
    async fn write(&mut self, blocks: &[Block]) {
        for (number, block) in blocks.iter().enumerate() {
            match block {
                Block::Heading { level, text } => {
                    self.press(&[CTRL, ALT, char::from(b'0' + level)]).await;
                    self.write_text(text).await;
                }
                Block::Paragraph { text } => self.write_text(text).await,
                Block::List { ordered, items } => {
                    let kind = if *ordered { "numbers" } else { "list" };
                    self.tool(&format!("[data-block-kind={kind}]")).await;
                    for (number, item) in items.iter().enumerate() {
                        if number > 0 {
                            self.press(&[enter()]).await;
                        }
                        self.write_text(item).await;
                    }
                }
                Block::Table { caption, rows } => self.write_table(caption, rows).await,
                Block::Figure {
                    attachment,
                    caption,
                } => {
                    let title = self.sample.attachment(attachment).map(|one| &one.title);
                    let option = format!("option.text === {:?}", title.expect("a picture"));
                    self.write_picture("figure", &option, caption).await;
                }
                Block::Chart { of, caption } => {
                    let option = format!("option.value === {:?}", of.to_string());
                    self.write_picture("chart", &option, caption).await;
                }
            }
            let last = number + 1 == blocks.len();
            match block {
                Block::Heading { .. } | Block::Paragraph { .. } | Block::List { .. } if last => {}
                Block::List { .. } => self.window.strokes([[enter()], [enter()]]).await,
                _ if !last => self.press(&[enter()]).await,
                // Behind what is no text stands a paragraph to write on in; here it is not wanted.
                _ => {
                    self.window
                        .strokes([[enter()], [Key::Backspace.into()]])
                        .await
                }
            }
        }
    }

    async fn write_text(&mut self, text: &Text) {
        let mut looks: &[Mark] = &[];
        let mut waiting: Vec<Vec<char>> = Vec::new();
        for piece in &text.0 {
            let next: &[Mark] = match piece {
                Inline::Run { marks, .. } => marks,
                Inline::Ref(_) => &[],
            };
            waiting.extend(turned(looks, next));
            looks = next;
            match piece {
                Inline::Run { text, .. } => waiting.extend(strokes(text)),
                Inline::Ref(quote) => {
                    self.window.strokes(std::mem::take(&mut waiting)).await;
                    self.quote(&quote.to_string()).await;
                }
            }
        }
        waiting.extend(turned(looks, &[]));
        self.window.strokes(waiting).await;
    }

    /// Quotes a figure: a stroke, some words of what it is called, down to it, and Enter.
    async fn quote(&mut self, path: &str) {
        self.press(&['/']).await;
        self.window.find("[data-part] [role=option]").await;
        if self.figures.is_empty() {
            let all = self
                .window
                .run(
                    "return Object.fromEntries([...document.querySelectorAll('[data-quote]')] \
                     .map(one => [one.dataset.quote, one.querySelector('span').textContent]))",
                )
                .await;
            self.figures = serde_json::from_value(all).expect("names of figures");
        }
        let words = self.figures.get(path).expect("a figure that can be quoted");
        let words: String = words
            .split(['，', '。', '；', '、', '：', '/'])
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(QUESTION)
            .collect();
        self.window.strokes(strokes(&words)).await;
        let found = self
            .window
            .run(
                "return [...document.querySelectorAll('[data-quote]')].map(one => one.dataset.quote)",
            )
            .await;
        let found: Vec<String> = serde_json::from_value(found).expect("figures");
        let at = found
            .iter()
            .position(|one| one == path)
            .unwrap_or_else(|| panic!("“{words}” does not find {path}: {found:?}"));
        let mut keys = vec![[char::from(Key::Down)]; at];
        keys.push([enter()]);
        self.window.strokes(keys).await;
    }

    async fn write_table(&mut self, caption: &str, rows: &[Vec<Text>]) {
        self.tool("[data-block-kind=table]").await;
        let columns = rows.first().map_or(0, Vec::len);
        // A new table has three columns and two rows; Tab makes the other rows.
        for _ in 3..columns {
            self.tool("[data-table=column]").await;
        }
        self.press(&[Key::Up.into()]).await;
        self.window.strokes(strokes(caption)).await;
        for cell in rows.iter().flatten() {
            self.press(&[Key::Tab.into()]).await;
            self.write_text(cell).await;
        }
    }

    /// Puts a picture or chart, names it, and goes from its name to the choice which.
    async fn write_picture(&mut self, kind: &str, wanted: &str, caption: &str) {
        self.tool(&format!("[data-block-kind={kind}]")).await;
        self.window.strokes(strokes(caption)).await;
        self.press(&[SHIFT, Key::Tab.into()]).await;
        let away = self
            .window
            .run(&format!(
                "const here = document.activeElement; \
                 return [...here.options].findIndex(option => {wanted}) - here.selectedIndex"
            ))
            .await
            .as_i64()
            .expect("a choice");
        let key = if away < 0 { Key::Left } else { Key::Right };
        for _ in 0..away.unsigned_abs() {
            self.press(&[key.into()]).await;
        }
        self.press(&[Key::Tab.into()]).await;
    }

    /// Uses a tool of the text.
    async fn tool(&self, selector: &str) {
        self.press(&[ALT, Key::F10.into()]).await;
        let away = self
            .window
            .run(&format!(
                "const all = [...document.querySelectorAll('[role=toolbar] button:not(:disabled)')]; \
                 const to = all.findIndex(one => one.matches(\"{selector}\")); \
                 const on = to - all.indexOf(document.activeElement); \
                 const round = on - Math.sign(on) * all.length; \
                 return Math.abs(on) <= Math.abs(round) ? on : round"
            ))
            .await
            .as_i64()
            .expect("a tool");
        let key = if away < 0 { Key::Left } else { Key::Right };
        let mut keys = vec![[char::from(key)]; away.unsigned_abs() as usize];
        keys.push([enter()]);
        self.window.strokes(keys).await;
    }
}

fn enter() -> char {
    Key::Enter.into()
}

/// The keys of a text, a press each.
fn strokes(text: &str) -> Vec<Vec<char>> {
    text.chars()
        .map(|one| vec![if one == '\n' { enter() } else { one }])
        .collect()
}

/// The keys that turn one look into another.
fn turned(from: &[Mark], to: &[Mark]) -> Vec<Vec<char>> {
    [
        (Mark::Bold, vec![CTRL, 'b']),
        (Mark::Sup, vec![CTRL, SHIFT, 'p']),
        (Mark::Sub, vec![CTRL, SHIFT, 'b']),
    ]
    .into_iter()
    .filter(|(mark, _)| from.contains(mark) != to.contains(mark))
    .map(|(_, keys)| keys)
    .collect()
}

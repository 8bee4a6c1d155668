//! What the text says: leftovers of the template, references and charts that lead nowhere.

use std::sync::LazyLock;

use regex::Regex;

use super::answers::shortened;
use super::{Checks, Severity, Spot};
use crate::draft::{Answer, Inline, Text};
use crate::form::{FieldKind, Path, Place};

impl Checks<'_> {
    pub(super) fn narrative(&mut self) {
        let topics = self.topics();
        let units = self.units();
        // Each text with its place in its block.
        let mut texts: Vec<(Spot, usize, FieldKind, Text)> = Vec::new();
        for (_, field) in self.scope.fields() {
            let path = &field.path;
            match (field.kind, self.draft.answer(path)) {
                (FieldKind::Blocks, Some(Answer::Blocks(blocks))) => {
                    for (i, block) in blocks.iter().enumerate() {
                        for (index, text) in block.texts().into_iter().enumerate() {
                            texts.push((Spot::block(path, i), index, field.kind, text));
                        }
                    }
                }
                (FieldKind::Text | FieldKind::LongText, Some(Answer::Text(text))) => {
                    texts.push((Spot::of(path), 0, field.kind, plain(text)));
                }
                (FieldKind::Rows, Some(Answer::Rows(rows))) => {
                    for (i, row) in rows.iter().enumerate() {
                        for column in field.columns.iter().filter(|c| c.kind == FieldKind::Text) {
                            if let Some(Answer::Text(text)) = row.get(&column.path) {
                                let at = Path::field(path).row(i).column(&column.path);
                                texts.push((Spot::of(at), 0, column.kind, plain(text)));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        for (i, attachment) in self.draft.attachments().iter().enumerate() {
            let spot = Spot::of(format!("attachments[{i}]"));
            texts.push((spot, 0, FieldKind::Text, plain(&attachment.title)));
        }
        for (spot, index, kind, text) in &texts {
            self.leftovers(spot, *kind, text);
            if matches!(kind, FieldKind::Blocks | FieldKind::LongText) {
                self.mentions(spot, *index, text, &topics, &units);
            }
        }
        self.chart_sources();
    }

    fn leftovers(&mut self, at: &Spot, kind: FieldKind, text: &Text) {
        for piece in &text.0 {
            match piece {
                Inline::Ref(reference) => {
                    if !self.leads_somewhere(reference) {
                        self.placeholder(at, &format!("{{{{{reference}}}}}"), true);
                    }
                }
                Inline::Run { text, .. } => {
                    if let Some(found) = self.leftover(kind, text) {
                        self.placeholder(at, &found, false);
                        return;
                    }
                }
            }
        }
    }

    fn placeholder(&mut self, at: &Spot, found: &str, reference: bool) {
        let found = shortened(found);
        let (message, fix) = if reference {
            (
                format!("引用“{found}”找不到对应的数据。"),
                "请从数据列表中重新选择，或改成文字。",
            )
        } else {
            (format!("还留着模板里的文字“{found}”。"), "请换成实际内容。")
        };
        self.find_at("placeholder", Severity::Error, at, message, fix);
    }

    /// Whether a reference names a place of the form that is, or will be, answered.
    fn leads_somewhere(&self, reference: &str) -> bool {
        if self.figures.reference(reference).is_some() {
            return true;
        }
        let Some(path) = Path::parse(reference) else {
            return false;
        };
        if let Some(row) = path.row
            && row >= self.draft.rows(&path.field).len()
        {
            return false;
        }
        // What is required is reported where it is missing, and derived figures with it.
        match self.scope.resolve(&path) {
            Some(Place::Derived(_)) => path.year.is_some(),
            Some(Place::Field(field)) => match field.kind {
                FieldKind::Yearly => {
                    path.year.is_some()
                        && (field.required || self.scope.derived_at(&field.path).is_some())
                }
                FieldKind::Rows | FieldKind::Blocks => false,
                _ => field.required,
            },
            Some(Place::Column(_, column)) => {
                column.required && (column.kind != FieldKind::Yearly || path.year.is_some())
            }
            Some(Place::Row(_)) | None => false,
        }
    }

    fn leftover(&self, kind: FieldKind, text: &str) -> Option<String> {
        let leftovers = &self.scope.form.leftovers;
        let note = Some(&leftovers.note).filter(|note| !note.is_empty());
        let mut literal = leftovers.literal.iter().chain(note);
        if let Some(found) = literal.find(|l| text.contains(l.as_str())) {
            return Some(found.clone());
        }
        static BRACES: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"\{\{[^{}]{0,80}\}\}").ok());
        if let Some(found) = BRACES.as_ref().and_then(|b| b.find(text)) {
            return Some(found.as_str().to_owned());
        }
        for word in &leftovers.numbered {
            for (at, _) in text.match_indices(word.as_str()) {
                let after = &text[at + word.len()..];
                let number = after.trim_start_matches([' ', '\u{3000}']);
                let Some(first) = number.chars().next() else {
                    continue;
                };
                let numbered = matches!(first, '1'..='9' | '１'..='９' | 'X' | 'Ｘ' | 'x');
                if !numbered {
                    continue;
                }
                let rest = &number[first.len_utf8()..];
                // Nothing but the numbered word (固废1, 方式12), as the template has it.
                let whole = kind == FieldKind::Text
                    && text[..at].trim().is_empty()
                    && rest
                        .trim()
                        .chars()
                        .all(|c| c.is_ascii_digit() || matches!(c, 'X' | 'Ｘ' | 'x'));
                // In running text a counted thing is no leftover: 固废1.2万吨, 产品3种, 产品1000吨.
                let ends = rest.chars().next().is_none_or(|c| {
                    "，。、；：,;:（）()“”\"' \u{3000}和与及的等产利填".contains(c)
                });
                if whole || ends {
                    return Some(text[at..text.len() - rest.len()].to_owned());
                }
            }
        }
        None
    }

    /// Charts must be drawn from a series of the form.
    fn chart_sources(&mut self) {
        let mut broken = Vec::new();
        for (_, field) in self.scope.fields() {
            for (i, block) in self.draft.blocks(&field.path).iter().enumerate() {
                let crate::draft::Block::Chart { of, .. } = block else {
                    continue;
                };
                let sound = Path::parse(of).is_some_and(|path| {
                    path.year.is_none()
                        && match self.scope.resolve(&path) {
                            Some(Place::Derived(_)) => true,
                            Some(Place::Field(f)) => {
                                f.kind == FieldKind::Yearly || f.yearly_column().is_some()
                            }
                            Some(Place::Row(f)) => {
                                f.yearly_column().is_some()
                                    && path.row.is_some_and(|r| r < self.draft.rows(&f.path).len())
                            }
                            _ => false,
                        }
                });
                if !sound {
                    broken.push((Spot::block(&field.path, i), of.clone()));
                }
            }
        }
        for (spot, of) in broken {
            self.find_at(
                "placeholder",
                Severity::Error,
                &spot,
                format!("图表的数据“{}”不是分年填写的数据。", shortened(&of)),
                "请从列表中选择图表的数据。",
            );
        }
    }
}

fn plain(text: &str) -> Text {
    Text(vec![Inline::Run {
        text: text.to_owned(),
        marks: Vec::new(),
    }])
}

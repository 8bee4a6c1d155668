//! What the text says: leftovers of the template, references and charts that lead nowhere.

use super::answers::shortened;
use super::{Checks, Choice, FindingPlace, Severity, Span, Subject};
use crate::derive::{Figures, State};
use crate::draft::{Answer, Inline, Text, words_of, words_of_quote};
use crate::form::{FieldKind, FindingCode, Path, Place, Quote, RowId};
use crate::text::clean;

/// Other words that are offered at most for a reference.
const MOST_CHOICES: usize = 12;

impl Checks<'_> {
    pub(super) fn narrative(&mut self) {
        let topics = self.topics();
        let units = self.units();
        // Each text with its place in its block.
        let mut texts: Vec<(FindingPlace, usize, FieldKind, Text)> = Vec::new();
        for (_, field) in self.scope.fields() {
            let path = &field.path;
            match (field.kind, self.draft.answer(path)) {
                (FieldKind::Blocks, Some(Answer::Blocks(blocks))) => {
                    for (i, block) in blocks.iter().enumerate() {
                        for (index, text) in block.texts().into_iter().enumerate() {
                            texts.push((FindingPlace::block(path, i), index, field.kind, text));
                        }
                    }
                }
                (FieldKind::Text | FieldKind::LongText, Some(Answer::Text(text))) => {
                    texts.push((
                        FindingPlace::of(Path::field(path)),
                        0,
                        field.kind,
                        plain(text),
                    ));
                }
                (FieldKind::Rows, Some(Answer::Rows(rows))) => {
                    for row in rows {
                        for column in field.columns.iter().filter(|c| c.kind == FieldKind::Text) {
                            if let Some(Answer::Text(text)) = row.get(&column.path) {
                                let at = Path::field(path).row(row.id).column(&column.path);
                                texts.push((FindingPlace::of(at), 0, column.kind, plain(text)));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        for (i, attachment) in self.draft.attachments().iter().enumerate() {
            let target = FindingPlace::of(Subject::Attachment(i));
            texts.push((target, 0, FieldKind::Text, plain(&attachment.title)));
        }
        for (target, index, kind, text) in &texts {
            self.leftovers(target, *index, *kind, text);
            if matches!(kind, FieldKind::Blocks | FieldKind::LongText) {
                self.mentions(target, *index, text, &topics, &units);
            }
        }
        self.chart_sources();
    }

    fn leftovers(&mut self, at: &FindingPlace, index: usize, kind: FieldKind, text: &Text) {
        // Where a piece begins, in UTF-16 code units; a reference is one.
        let mut from = 0;
        let mut before = String::new();
        for piece in &text.0 {
            match piece {
                Inline::Ref(quote) => {
                    let span = Span {
                        text: index,
                        from,
                        to: from + 1,
                    };
                    self.reference(at, span, quote, &before);
                    from += 1;
                    before.push('▢');
                }
                Inline::Run { text, .. } => {
                    if let Some(found) = self.leftover(kind, text) {
                        let found = shortened(&found);
                        self.find_at(
                            FindingCode::Placeholder,
                            at,
                            format!("还留着模板里的文字“{found}”。"),
                            "请换成实际内容。",
                        );
                        return;
                    }
                    from += text.encode_utf16().count();
                    before.push_str(text);
                }
            }
        }
    }

    /// What is to be said of a reference: that its row is gone, that it leads nowhere, that it tells the
    /// opposite of what the tables say, or that the text before it names another row.
    fn reference(&mut self, at: &FindingPlace, span: Span, quote: &Quote, before: &str) {
        if let Some((text, State::There)) = self.figures.there(quote) {
            return self.misnamed(at, span, quote, &text, before);
        }
        let quoted = self.figures.quoted(quote);
        let words = &quoted.words;
        let (code, severity, message, fix) = match quoted.state {
            State::There => return,
            State::Open if self.is_told_elsewhere(quote) => return,
            State::Open => (
                FindingCode::Placeholder,
                Severity::Error,
                format!("正文引用的“{}”{}。", shortened(words), quoted.brief),
                "请补填或核对这项数据（除数不能是 0，单位要能换算），或改成文字。",
            ),
            State::Contrary => (
                FindingCode::Inconsistent,
                Severity::Warning,
                format!(
                    "正文说的是{words}，按现在的数据算得 {}{}，方向相反。",
                    quoted.text, quoted.unit
                ),
                "请改写这一句，或核对数据。",
            ),
            State::Lost => (
                FindingCode::LostReference,
                Severity::Error,
                format!("正文引用的 {words}，这一行已从附表删去。"),
                "请改引另一行，或改成文字。",
            ),
            State::Nowhere => (
                FindingCode::Placeholder,
                Severity::Error,
                format!(
                    "引用“{}”找不到对应的数据。",
                    shortened(&format!("{{{{{quote}}}}}"))
                ),
                "请从数据列表中重新选择，或改成文字。",
            ),
        };
        self.found(code, severity, at, message, fix);
        let choices = match quoted.state {
            State::Lost => self.in_place_of(quote),
            _ => Vec::new(),
        };
        if let Some(finding) = self.findings.last_mut() {
            finding.span = Some(span);
            finding.choices = choices;
        }
    }

    /// Whether the sentence up to a reference names other rows of its field, and not its own: drafts in
    /// which rows were moved while references went by place say so.
    fn misnamed(&mut self, at: &FindingPlace, span: Span, quote: &Quote, said: &str, before: &str) {
        let Some((path, id)) = quote.path().and_then(|path| Some((path, path.row_id()?))) else {
            return;
        };
        let start = before.rfind(['。', '；', ';', '！', '？', '\n']);
        let sentence = clean::narrow(before.get(start.unwrap_or(0)..).unwrap_or_default());
        let named = |row: RowId, within: &str| {
            let name = self.row_word(&path.field, row)?;
            (name.chars().count() > 1 && within.contains(&clean::narrow(&name))).then_some(name)
        };
        if named(id, &sentence).is_some() || self.row_word(&path.field, id).is_none() {
            return;
        }
        // What stands before the reference before belongs to that.
        let nearest = sentence.rsplit('▢').next().unwrap_or_default();
        let others: Vec<(RowId, String)> = (self.draft.rows(&path.field).iter())
            .filter_map(|row| Some((row.id, named(row.id, nearest)?)))
            .collect();
        // Of names within one another the longest is meant.
        let longest = others.iter().max_by_key(|(_, name)| name.chars().count());
        let Some((other, name)) = longest else {
            return;
        };
        let alone = others
            .iter()
            .all(|(_, inner)| name.contains(inner.as_str()));
        let message = format!(
            "正文写的是“{}”，引用的却是 {} {}。",
            shortened(name),
            words_of_quote(self.scope, self.draft, quote),
            said
        );
        let mut right = quote.clone();
        if let Some(path) = right.path_mut() {
            *path = path.clone().row(*other);
        }
        self.doubt_at(
            FindingCode::Inconsistent,
            at,
            message,
            "请核对：引用的行不对就改引，对的话请改写这句话。",
        );
        let there = alone && self.figures.quoted(&right).state == State::There;
        if let Some(finding) = self.findings.last_mut() {
            finding.span = Some(span);
            finding.instead = there.then(|| Text(vec![Inline::Ref(right)]));
        }
    }

    /// What may stand for a reference whose row is gone: the same of the row that bears its name now, its
    /// last figure as text, the same of any other row.
    fn in_place_of(&self, quote: &Quote) -> Vec<Choice> {
        let Some((path, id)) = quote.path().and_then(|path| Some((path, path.row_id()?))) else {
            return Vec::new();
        };
        let past = self.draft.with_removed();
        let was = Figures::new(self.scope, &past);
        let mut choices = Vec::new();
        let last = was.quoted(quote);
        if matches!(last.state, State::There | State::Contrary) {
            choices.push(Choice {
                words: format!("改成文字“{}”", last.text),
                instead: Text(vec![Inline::Run {
                    text: last.text,
                    marks: Vec::new(),
                }]),
            });
        }
        let Some(field) = self.scope.field(&path.field) else {
            return choices;
        };
        let name = was.row_name(field, id);
        for row in self
            .draft
            .rows(&path.field)
            .iter()
            .filter(|row| !row.is_empty())
        {
            let mut other = quote.clone();
            if let Some(path) = other.path_mut() {
                *path = path.clone().row(row.id);
            }
            let quoted = self.figures.quoted(&other);
            if !matches!(quoted.state, State::There | State::Contrary) {
                continue;
            }
            let choice = Choice {
                words: format!("改引 {}：{}", quoted.words, quoted.text),
                instead: Text(vec![Inline::Ref(other)]),
            };
            match name.is_some() && self.figures.row_name(field, row.id) == name {
                true => choices.insert(0, choice),
                false => choices.push(choice),
            }
        }
        choices.truncate(MOST_CHOICES);
        choices
    }

    /// Whether an answer that a reference waits for is itself said to be missing or wrong, so that the
    /// reference prints something once that is mended.
    fn is_told_elsewhere(&self, quote: &Quote) -> bool {
        let inputs = self.figures.quote_inputs(quote);
        let mut needs = inputs.iter().flat_map(|path| self.figures.needs(path));
        needs.any(|need| {
            let field = self.scope.field(&need.field);
            // One fact, entered once, is missing where it is typed.
            let carried = field.and_then(|field| field.carry.as_ref());
            let at = carried.map_or(need, Path::field);
            let mut errors = self.findings.iter();
            errors.any(|finding| {
                let place = finding.path.place();
                finding.severity == Severity::Error && place.is_some_and(|place| place.holds(&at))
            })
        })
    }

    fn leftover(&self, kind: FieldKind, text: &str) -> Option<String> {
        let leftovers = &self.scope.form.leftovers;
        let note = Some(&leftovers.note).filter(|note| !note.is_empty());
        let mut literal = leftovers.literal.iter().chain(note);
        if let Some(found) = literal.find(|l| text.contains(l.as_str())) {
            return Some(found.clone());
        }
        if let Some(braces) = braces(text) {
            return Some(braces.to_owned());
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
                let sound = of.series().is_some_and(|path| {
                    path.year.is_none()
                        && match self.scope.resolve(path) {
                            Some(Place::Derived(_)) => true,
                            Some(Place::Field(f)) => {
                                f.kind == FieldKind::Yearly || f.yearly_column().is_some()
                            }
                            Some(Place::Row(f)) => {
                                f.yearly_column().is_some()
                                    && self.draft.row_position(path).is_some()
                            }
                            _ => false,
                        }
                });
                if !sound {
                    broken.push((FindingPlace::block(&field.path, i), of.clone()));
                }
            }
        }
        for (target, of) in broken {
            let gone = of.series().filter(|path| {
                let removed = |id| self.draft.removed(&path.field, id);
                path.row_id().and_then(removed).is_some()
            });
            if let Some(path) = gone {
                let words = words_of(self.scope, &self.draft.with_removed(), path);
                self.find_at(
                    FindingCode::LostReference,
                    &target,
                    format!("图表画的{words}，这一行已从附表删去。"),
                    "请从列表中重新选择图表的数据，或删去图表。",
                );
                continue;
            }
            self.find_at(
                FindingCode::Placeholder,
                &target,
                format!(
                    "图表的数据“{}”不是分年填写的数据。",
                    shortened(&of.to_string())
                ),
                "请从列表中选择图表的数据。",
            );
        }
    }
}

/// A reference that stays text, `{{…}}` of at most so many characters.
fn braces(text: &str) -> Option<&str> {
    const LONGEST: usize = 80;
    text.match_indices("}}").find_map(|(end, closing)| {
        let inside = text.get(..end)?.rfind(['{', '}'])? + 1;
        let opened = text.get(..inside)?.ends_with("{{");
        let fits = text.get(inside..end)?.chars().count() <= LONGEST;
        (opened && fits).then(|| text.get(inside - "{{".len()..end + closing.len()))?
    })
}

fn plain(text: &str) -> Text {
    Text(vec![Inline::Run {
        text: text.to_owned(),
        marks: Vec::new(),
    }])
}

#[cfg(test)]
mod tests {
    use super::braces;

    #[test]
    fn a_reference_that_stays_text_is_found() {
        assert_eq!(braces("甲{{a.b}}乙"), Some("{{a.b}}"));
        assert_eq!(braces("{{{a}}"), Some("{{a}}"));
        assert_eq!(braces("{{}}"), Some("{{}}"));
        assert_eq!(braces("{{a{{b}}"), Some("{{b}}"));
        assert_eq!(braces("{{a}b}} {{c"), None);
        assert_eq!(braces(&format!("{{{{{}}}}}", "长".repeat(81))), None);
    }
}

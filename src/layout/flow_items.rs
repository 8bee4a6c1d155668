//! Blocks → flow items: what each block looks like before it is known on which page it stands.

use super::chart;
use super::flow::FlowBox;
use super::line::{Line, Setting, Typesetter, baseline};
use super::page::{
    CONTENTS_DEPTH, Colour, ContentsLine, Dash, Item, Link, NodeKind, PlacedItem, PlacedPicture,
    Rule, Structure, TEXT_HEIGHT, TEXT_WIDTH, heading_mark,
};
use super::paginate::FlowItem;
use super::table::TableFlow;
use crate::compose::block::{Block, Caption, Chart, Entry, Paragraph, Picture, Run, Table};
use crate::compose::style::{Align, Look, Style, Typeface};
use crate::length::Pt;

/// Height of a picture at most, as a share of the text area.
const PICTURE_SHARE: f32 = 0.6;
/// Space between two pictures side by side.
pub const PICTURE_GAP: Pt = Pt(12.0);
/// How small a picture may become to stay on its page.
const PICTURE_LEAST: f32 = 0.72;
/// Pictures are not blown up beyond this many pixels to the inch.
const PICTURE_COARSEST: f32 = 110.0;

/// Makes flow items of one part's blocks.
pub(super) struct FlowBuilder<'t, 'f, 's> {
    pub typesetter: &'t Typesetter<'f>,
    pub structure: &'s mut Structure,
    /// Lines of the contents page.
    pub contents: &'t [ContentsLine],
    /// Number of the last heading.
    pub headings: &'s mut usize,
    /// StructureNode of the part.
    pub part: usize,
    pub done: Vec<FlowItem>,
}

impl FlowBuilder<'_, '_, '_> {
    /// Adds a block, with which these places begin.
    pub fn block<'p>(&mut self, block: &'p Block, places: impl Iterator<Item = &'p String>) {
        let first = self.done.len();
        match block {
            Block::Heading(paragraph) | Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::List { ordered, items, .. } => self.list(*ordered, items),
            Block::Entries(entries) => self.entries(entries),
            Block::Table(table) => self.table(table),
            Block::Pictures(pictures) => self.pictures(pictures),
            Block::Chart(chart) => self.chart(chart),
            Block::Contents => self.contents(),
            Block::Space(lines) => self.done.push(FlowItem::Box(FlowBox {
                height: f32::from(*lines) * Style::Body.look().pitch,
                ..FlowBox::default()
            })),
        }
        let anchor = match block {
            Block::Heading(paragraph) | Block::Paragraph(paragraph) => paragraph.anchor.as_ref(),
            Block::List { anchor, .. } => anchor.as_ref(),
            _ => None,
        };
        let paths: Vec<&String> = places.chain(anchor).collect();
        for made in self.done.iter_mut().skip(first) {
            let of_item = match made {
                FlowItem::Box(flow_box) => &mut flow_box.places,
                FlowItem::Table(table) => &mut table.places,
            };
            of_item.extend(paths.iter().copied().cloned());
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let look = paragraph.style.look();
        let level = paragraph.style.outline_level();
        let kind = match (level, paragraph.style) {
            (Some(level), _) => NodeKind::Heading(level),
            (None, Style::Caption) => NodeKind::Caption,
            _ => NodeKind::Paragraph,
        };
        let node = self.structure.add(kind, Some(self.part), None);
        let mark = level.map(|_| {
            *self.headings += 1;
            heading_mark(*self.headings)
        });
        let lines = self
            .typesetter
            .lines(&paragraph.runs, Setting::of(look), TEXT_WIDTH);
        let clings = paragraph.style == Style::TableNote;
        self.text(lines, look, node, mark, clings);
    }

    /// Lines of a paragraph, one box each.
    fn text(
        &mut self,
        lines: Vec<Line>,
        look: Look,
        node: usize,
        mark: Option<String>,
        clings: bool,
    ) {
        let count = lines.len();
        let follows_heading =
            matches!(self.done.last(), Some(FlowItem::Box(last)) if last.with_next);
        let mut mark = mark;
        for (i, line) in lines.into_iter().enumerate() {
            let items = line.items(Pt::ZERO, baseline(look.pitch, look.size), Colour::BLACK);
            // A heading is followed by two lines of its text, not one.
            let leads = follows_heading && i == 0 && count > 1;
            self.done.push(FlowItem::Box(FlowBox {
                before: if i == 0 { look.before } else { Pt::ZERO },
                height: look.pitch,
                after: if i + 1 == count { look.after } else { Pt::ZERO },
                with_next: look.with_next || leads,
                with_last: clings && i == 0,
                items: placed(Some(node), items),
                mark: mark.take(),
                ..FlowBox::default()
            }));
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Run>]) {
        let look = Style::Body.look();
        let list = self.structure.add(NodeKind::List, Some(self.part), None);
        for (i, item) in items.iter().enumerate() {
            let node = self.structure.add(NodeKind::ListItem, Some(list), None);
            let marker = if ordered {
                format!("{}. ", i + 1)
            } else {
                "• ".to_owned()
            };
            let mut runs = vec![Run::plain(marker)];
            runs.extend(item.iter().cloned());
            let lines = self.typesetter.lines(&runs, Setting::of(look), TEXT_WIDTH);
            self.text(lines, look, node, None, false);
        }
    }

    /// Label and value, one below the other: labels spread to one width, values underlined.
    fn entries(&mut self, entries: &[Entry]) {
        const INSET: Pt = Pt(24.0);
        const PITCH: Pt = Pt(38.0);
        let set = Setting {
            typeface: Typeface::Fang,
            size: Pt(16.0),
            tracking: Pt::ZERO,
            bold: false,
            align: Align::Left,
            indent: Pt::ZERO,
        };
        let note_set = Setting {
            size: Pt(12.0),
            ..set
        };
        let natural =
            |text: &str, set: Setting| self.typesetter.line(&[Run::plain(text)], set).right;
        let widest = entries
            .iter()
            .map(|entry| natural(&entry.label, set))
            .fold(Pt::ZERO, Pt::max);
        let label_width = widest.min(TEXT_WIDTH / 3.0);
        let value_x = INSET + label_width + set.size;
        let far = TEXT_WIDTH - INSET;
        let room = far - value_x - Pt(8.0);
        for entry in entries {
            let node = self
                .structure
                .add(NodeKind::Paragraph, Some(self.part), None);
            let y = baseline(PITCH, set.size);
            let mut labels = self.typesetter.lines(
                &[Run::plain(entry.label.as_str())],
                set,
                label_width + Pt(0.1),
            );
            for line in &mut labels {
                spread(line, label_width);
            }
            let note = entry.note.as_deref().unwrap_or_default();
            let note_width = if note.is_empty() {
                Pt::ZERO
            } else {
                natural(note, note_set) + Pt(4.0)
            };
            let value = [Run::plain(entry.value.as_str())];
            let whole = self.typesetter.line(&value, set).right;
            let beside = whole + note_width <= room;
            let value_end = if beside { far - note_width } else { far };
            // A name a little too long for its line is set a little smaller.
            let size = set.size * (room / whole.max(Pt(1.0))).clamp(0.0, 1.0);
            let value_set = if size >= Pt(14.0) {
                Setting { size, ..set }
            } else {
                set
            };
            let mut lines = self.typesetter.lines(
                &value,
                Setting {
                    align: Align::Justify,
                    ..value_set
                },
                (value_end - value_x - Pt(8.0)).max(set.size),
            );
            if lines.is_empty() {
                lines.push(Line::default());
            }
            let rows = labels.len().max(lines.len());
            let mut items = Vec::new();
            for (i, line) in labels.iter().enumerate() {
                let colon = if i + 1 == labels.len() {
                    let mut colon = self.typesetter.line(&[Run::plain("：")], set);
                    colon.shift(INSET + label_width);
                    colon.items(Pt::ZERO, y + i as f32 * PITCH, Colour::BLACK)
                } else {
                    Vec::new()
                };
                items.extend(placed(
                    Some(node),
                    line.items(INSET, y + i as f32 * PITCH, Colour::BLACK),
                ));
                items.extend(placed(Some(node), colon));
            }
            for (i, line) in lines.iter().enumerate() {
                let y = y + i as f32 * PITCH;
                items.extend(placed(
                    Some(node),
                    line.items(value_x + Pt(4.0), y, Colour::BLACK),
                ));
                items.push(PlacedItem {
                    node: None,
                    item: Item::Rule(Rule {
                        from: (value_x, y + Pt(5.0)),
                        to: (value_end, y + Pt(5.0)),
                        width: Pt(0.6),
                        colour: Colour::BLACK,
                        dash: Dash::Solid,
                    }),
                });
            }
            let mut height = rows as f32 * PITCH;
            if !note.is_empty() {
                let note_y = if beside {
                    y + (lines.len() - 1) as f32 * PITCH
                } else {
                    height += Pt(20.0);
                    height - Pt(8.0)
                };
                let line = self.typesetter.line(&[Run::plain(note)], note_set);
                items.extend(placed(
                    Some(node),
                    line.items((far - line.right).max(Pt::ZERO), note_y, Colour::BLACK),
                ));
            }
            self.done.push(FlowItem::Box(FlowBox {
                height,
                items,
                places: entry.anchor.iter().cloned().collect(),
                ..FlowBox::default()
            }));
        }
    }

    fn table(&mut self, table: &Table) {
        let table_node = self.structure.add(NodeKind::Table, Some(self.part), None);
        if let Some(caption) = &table.caption {
            let node = self
                .structure
                .add(NodeKind::Caption, Some(table_node), None);
            let look = Look {
                with_next: true,
                after: Pt(2.0),
                ..Style::Caption.look()
            };
            let lines =
                self.typesetter
                    .lines(&caption_runs(caption), Setting::of(look), TEXT_WIDTH);
            self.text(lines, look, node, None, false);
        }
        if !table.rows.is_empty() {
            let flow = TableFlow::new(
                table,
                TEXT_WIDTH,
                TEXT_HEIGHT,
                self.typesetter,
                self.structure,
                table_node,
            );
            self.done.push(FlowItem::Table(flow));
        }
    }

    /// Pictures, at most two side by side and then of one height.
    fn pictures(&mut self, pictures: &[Picture]) {
        for row in pictures.chunks(2) {
            let ratio = |p: &Picture| p.width.max(1) as f32 / p.height.max(1) as f32;
            let gaps = PICTURE_GAP * (row.len() - 1) as f32;
            let ratios: f32 = row.iter().map(ratio).sum();
            let finest = row
                .iter()
                .map(|p| Pt(p.height.max(1) as f32 * 72.0 / PICTURE_COARSEST))
                .fold(Pt::ZERO, Pt::max);
            let height = ((TEXT_WIDTH - gaps) / ratios)
                .min(TEXT_HEIGHT * PICTURE_SHARE)
                .min(finest.max(Pt(40.0)));
            let total = height * ratios + gaps;
            let mut x = (TEXT_WIDTH - total) / 2.0;
            let top = Pt(6.0);
            let mut items = Vec::new();
            let mut captions = Pt::ZERO;
            let mut sizes = Vec::new();
            for picture in row {
                let width = height * ratio(picture);
                sizes.push((width, height));
                let alt = if picture.alt.is_empty() {
                    picture.caption.text.clone()
                } else {
                    picture.alt.clone()
                };
                let node = self
                    .structure
                    .add(NodeKind::Figure, Some(self.part), Some(alt));
                items.push(PlacedItem {
                    node: Some(node),
                    item: Item::Picture(PlacedPicture {
                        attachment: picture.attachment.clone(),
                        x,
                        y: top,
                        width,
                        height,
                    }),
                });
                // A single caption may be wider than its picture, not than the text.
                let (caption_x, measure) = if row.len() == 1 {
                    (Pt::ZERO, TEXT_WIDTH)
                } else {
                    let share = (TEXT_WIDTH - gaps) / row.len() as f32;
                    (x + width / 2.0 - share.max(width) / 2.0, share.max(width))
                };
                let (lines, used) = self.caption_lines(&picture.caption, measure);
                captions = captions.max(used);
                let caption = self.structure.add(NodeKind::Caption, Some(node), None);
                let look = Style::Caption.look();
                for (i, line) in lines.iter().enumerate() {
                    let y = top
                        + height
                        + look.before
                        + i as f32 * look.pitch
                        + baseline(look.pitch, look.size);
                    items.extend(placed(
                        Some(caption),
                        line.items(caption_x, y, Colour::BLACK),
                    ));
                }
                x += width + PICTURE_GAP;
            }
            self.done.push(FlowItem::Box(FlowBox {
                height: top + height + captions,
                after: Style::Caption.look().after,
                items,
                least_scale: PICTURE_LEAST,
                fixed_foot: captions,
                width: TEXT_WIDTH,
                sizes,
                ..FlowBox::default()
            }));
        }
    }

    /// A caption's lines, and the height it takes with the space before it.
    fn caption_lines(&self, caption: &Caption, measure: Pt) -> (Vec<Line>, Pt) {
        let look = Style::Caption.look();
        if caption.label.is_empty() && caption.text.is_empty() {
            return (Vec::new(), Pt::ZERO);
        }
        let lines = self
            .typesetter
            .lines(&caption_runs(caption), Setting::of(look), measure);
        let height = look.before + lines.len() as f32 * look.pitch;
        (lines, height)
    }

    /// A chart, and the same chart lower for a page with less room: a chart that is moved to the
    /// next page leaves much white behind.
    fn chart(&mut self, chart: &Chart) {
        let node = self.structure.add(
            NodeKind::Figure,
            Some(self.part),
            Some(chart::in_words(chart)),
        );
        let caption = self.structure.add(NodeKind::Caption, Some(node), None);
        let mut heights = chart::HEIGHTS
            .iter()
            .map(|height| self.chart_of(chart, *height, node, caption));
        let Some(mut flow_box) = heights.next() else {
            return;
        };
        flow_box.lower = heights.collect();
        self.done.push(FlowItem::Box(flow_box));
    }

    fn chart_of(&self, chart: &Chart, height: Pt, node: usize, caption: usize) -> FlowBox {
        let drawing = chart::draw(chart, (chart::WIDTH, height), self.typesetter.fonts());
        let left = (TEXT_WIDTH - drawing.width) / 2.0;
        let top = Pt(8.0);
        let mut items: Vec<PlacedItem> = drawing
            .items
            .into_iter()
            .map(|mut item| {
                item.translate(left, top);
                PlacedItem {
                    node: Some(node),
                    item,
                }
            })
            .collect();
        let (lines, used) = self.caption_lines(&chart.caption, TEXT_WIDTH);
        let look = Style::Caption.look();
        for (i, line) in lines.iter().enumerate() {
            let y = top
                + drawing.height
                + look.before
                + i as f32 * look.pitch
                + baseline(look.pitch, look.size);
            items.extend(placed(
                Some(caption),
                line.items(Pt::ZERO, y, Colour::BLACK),
            ));
        }
        FlowBox {
            height: top + drawing.height + used,
            after: look.after,
            items,
            sizes: vec![(drawing.width, drawing.height)],
            ..FlowBox::default()
        }
    }

    /// The contents page's lines: words, dots, page number; the whole line leads to its heading.
    fn contents(&mut self) {
        const SIZE: Pt = Pt(14.0);
        const PITCH: Pt = Pt(26.0);
        /// Room for the page number.
        const NUMBER: Pt = Pt(36.0);
        let contents = self
            .structure
            .add(NodeKind::Contents, Some(self.part), None);
        for entry in self.contents.iter().filter(|c| c.level <= CONTENTS_DEPTH) {
            let node = self
                .structure
                .add(NodeKind::ContentsItem, Some(contents), None);
            let indent = f32::from(entry.level.saturating_sub(1)) * SIZE;
            let set = Setting {
                typeface: if entry.level == 1 {
                    Typeface::Hei
                } else {
                    Typeface::Song
                },
                size: SIZE,
                tracking: Pt::ZERO,
                bold: false,
                align: Align::Left,
                indent: Pt::ZERO,
            };
            let number_set = Setting {
                typeface: Typeface::Song,
                ..set
            };
            let lines = self.typesetter.lines(
                &[Run::plain(entry.text.as_str())],
                set,
                TEXT_WIDTH - indent - NUMBER,
            );
            let y = baseline(PITCH, SIZE);
            let mut items = Vec::new();
            for (i, line) in lines.iter().enumerate() {
                items.extend(placed(
                    Some(node),
                    line.items(indent, y + i as f32 * PITCH, Colour::BLACK),
                ));
            }
            let last_y = y + (lines.len().saturating_sub(1)) as f32 * PITCH;
            let number = self
                .typesetter
                .line(&[Run::plain(entry.page.to_string())], number_set);
            let number_x = TEXT_WIDTH - number.right;
            // Dots stand on one grid from the right, so that they line up from line to line.
            const STEP: Pt = Pt(5.0);
            let from = indent + lines.last().map_or(Pt::ZERO, |line| line.right) + Pt(5.0);
            let to = TEXT_WIDTH - ((number.right + Pt(5.0)) / STEP).ceil() * STEP;
            let first = to - ((to - from) / STEP).floor() * STEP;
            if first < to {
                items.push(PlacedItem {
                    node: None,
                    item: Item::Rule(Rule {
                        from: (first, last_y - SIZE * 0.3),
                        to: (to, last_y - SIZE * 0.3),
                        width: Pt(1.1),
                        colour: Colour::BLACK,
                        dash: Dash::Dotted(STEP),
                    }),
                });
            }
            items.extend(placed(
                Some(node),
                number.items(number_x, last_y, Colour::BLACK),
            ));
            let height = lines.len().max(1) as f32 * PITCH;
            items.push(PlacedItem {
                node: Some(node),
                item: Item::Link(Link {
                    x: indent,
                    y: Pt::ZERO,
                    width: TEXT_WIDTH - indent,
                    height,
                    mark: entry.mark.clone(),
                }),
            });
            self.done.push(FlowItem::Box(FlowBox {
                height,
                items,
                ..FlowBox::default()
            }));
        }
    }
}

fn placed(node: Option<usize>, items: Vec<Item>) -> Vec<PlacedItem> {
    items
        .into_iter()
        .map(|item| PlacedItem { node, item })
        .collect()
}

fn caption_runs(caption: &Caption) -> Vec<Run> {
    let between = if caption.label.is_empty() || caption.text.is_empty() {
        ""
    } else {
        "\u{3000}"
    };
    vec![Run::plain(format!(
        "{}{between}{}",
        caption.label, caption.text
    ))]
}

/// Spreads a label's characters to a width.
fn spread(line: &mut Line, width: Pt) {
    let gaps = line
        .glyphs
        .iter()
        .filter(|g| !g.char.is_whitespace())
        .count();
    if gaps < 2 {
        return;
    }
    let more = (width - line.right) / (gaps - 1) as f32;
    if more <= Pt::ZERO {
        return;
    }
    let mut moved = Pt::ZERO;
    for glyph in &mut line.glyphs {
        glyph.x += moved;
        if !glyph.char.is_whitespace() {
            moved += more;
        }
    }
    line.right = width;
}

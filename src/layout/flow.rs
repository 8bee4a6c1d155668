//! The pages of a part while they fill: what stands where on them.

use std::collections::BTreeMap;

use super::page::{Item, PlacedItem, Spot, TEXT_WIDTH};
use crate::length::Pt;

/// Something that stands on one page, as wide as the text area.
#[derive(Debug, Clone, Default)]
pub(super) struct FlowBox {
    /// Space before it, dropped where a page break falls.
    pub before: Pt,
    /// Its height.
    pub height: Pt,
    /// Space after it.
    pub after: Pt,
    /// Whether it stays on the page of what follows.
    pub with_next: bool,
    /// Whether it stays on the page of what precedes.
    pub with_last: bool,
    /// What is drawn, from the text area's left edge and the box's top.
    pub items: Vec<PlacedItem>,
    /// Mark on its top.
    pub mark: Option<String>,
    /// Places of the form that it prints, or some of it.
    pub places: Vec<String>,
    /// How small it may be drawn to fit on a page, 1 when it may not shrink; only pictures do.
    pub least_scale: f32,
    /// Height of what does not shrink with it, at its foot.
    pub fixed_foot: Pt,
    /// Width of the text area, about whose middle it shrinks.
    pub width: Pt,
    /// Sizes of the pictures and charts in it.
    pub sizes: Vec<(Pt, Pt)>,
    /// The same thing drawn lower and lower: what stands in its place where it is too high for
    /// what is left of the page.
    pub lower: Vec<FlowBox>,
}

impl FlowBox {
    /// Height of as much of it as must stand on a page.
    pub fn least_height(&self) -> Pt {
        if let Some(lowest) = self.lower.last() {
            lowest.height
        } else if self.least_scale > 0.0 && self.least_scale < 1.0 {
            (self.height - self.fixed_foot) * self.least_scale + self.fixed_foot
        } else {
            self.height
        }
    }
}

/// Page index inside the part and `y` on the page of every mark.
pub(super) type Marks = BTreeMap<String, (usize, Pt)>;

/// A part, laid out, with marks by page inside the part.
pub(super) struct LaidPart {
    /// What stands on each.
    pub pages: Vec<Vec<PlacedItem>>,
    pub marks: Marks,
    /// Sizes of its pictures and charts, in order.
    pub sizes: Vec<(Pt, Pt)>,
    /// By page inside the part.
    pub spots: Vec<Spot>,
}

/// The pages of one part.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pages: Vec<Vec<PlacedItem>>,
    /// Where the marks stand.
    pub marks: Marks,
    /// Sizes of the pictures and charts placed so far.
    sizes: Vec<(Pt, Pt)>,
    spots: Vec<Spot>,
    y: Pt,
    /// Space owed before the next box.
    owed: Pt,
    left: Pt,
    top: Pt,
    bottom: Pt,
}

impl Flow {
    /// Pages whose text area has these edges from the page's upper left corner.
    pub fn new(left: Pt, top: Pt, bottom: Pt) -> Self {
        Flow {
            pages: vec![Vec::new()],
            y: top,
            left,
            top,
            bottom,
            ..Flow::default()
        }
    }

    /// The pages as they stand.
    pub fn finish(self) -> LaidPart {
        LaidPart {
            pages: self.pages,
            marks: self.marks,
            sizes: self.sizes,
            spots: self.spots,
        }
    }

    /// Height of a page's text area.
    pub fn page_height(&self) -> Pt {
        self.bottom - self.top
    }

    /// What is left of the page.
    pub fn room(&self) -> Pt {
        self.bottom - self.y
    }

    /// Whether the page takes so much more, with the space that is owed before it.
    pub fn takes(&self, height: Pt) -> bool {
        self.y + self.owed + height <= self.bottom + Pt::ROUNDING
    }

    /// Owes space before what comes next.
    pub fn owe(&mut self, after: Pt) {
        self.owed += after;
    }

    /// Where the next thing goes on the page.
    pub fn y(&self) -> Pt {
        self.y
    }

    /// The page's index inside the part.
    pub fn page(&self) -> usize {
        self.pages.len() - 1
    }

    /// Whether nothing stands on the page yet.
    pub fn at_top(&self) -> bool {
        self.y <= self.top + Pt::ROUNDING
    }

    /// Goes on to a new page.
    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = self.top;
        self.owed = Pt::ZERO;
    }

    /// Goes down the page.
    pub fn advance(&mut self, by: Pt) {
        self.y += by;
    }

    /// Draws items given from the text area's left edge and the page's top, on an earlier page or
    /// this one.
    pub fn draw(&mut self, page: usize, items: impl IntoIterator<Item = PlacedItem>) {
        let left = self.left;
        if let Some(on) = self.pages.get_mut(page) {
            on.extend(items.into_iter().map(|mut placed| {
                placed.item.translate(left, Pt::ZERO);
                placed
            }));
        }
    }

    /// Notes where a place of the form is printed, from the text area's left edge and the page's
    /// top. What goes on below the lines of the same place makes one area with them.
    pub fn spot(&mut self, path: &str, page: usize, (x, width): (Pt, Pt), (y, height): (Pt, Pt)) {
        /// More than the space between two lines of one answer.
        const APART: Pt = Pt(30.0);
        let x = x + self.left;
        let above = self.spots.iter_mut().rev().take(4).find(|above| {
            above.path == path
                && above.page == page
                && (above.x, above.width) == (x, width)
                && y >= above.y
                && y - (above.y + above.height) < APART
        });
        match above {
            Some(above) => above.height = above.height.max(y + height - above.y),
            None => self.spots.push(Spot {
                path: path.to_owned(),
                page,
                x,
                y,
                width,
                height,
            }),
        }
    }

    /// Space before what comes next; at the top of a page only before the part's first box.
    pub fn space(&mut self, before: Pt) {
        let owed = std::mem::take(&mut self.owed) + before;
        if !self.at_top() || self.page() == 0 {
            self.y += owed;
        }
    }

    /// Places a box below what stands there, or on a new page.
    pub fn place(&mut self, flow_box: &FlowBox) {
        let first = self.pages.len() == 1 && self.at_top();
        let space = if self.at_top() && !first {
            Pt::ZERO
        } else {
            self.owed + flow_box.before
        };
        let mut scale = 1.0;
        let room = self.room() - space;
        let places = &flow_box.places;
        let flow_box = std::iter::once(flow_box)
            .chain(&flow_box.lower)
            .find(|flow_box| flow_box.height <= room + Pt::ROUNDING)
            .unwrap_or(flow_box);
        if flow_box.height > room + Pt::ROUNDING {
            if flow_box.lower.is_empty() && flow_box.least_height() <= room {
                scale = (room - flow_box.fixed_foot) / (flow_box.height - flow_box.fixed_foot);
            } else if !self.at_top() {
                self.turn();
            }
        }
        self.space(flow_box.before);
        if let Some(mark) = &flow_box.mark {
            self.marks.insert(mark.clone(), (self.page(), self.y));
        }
        self.sizes
            .extend(flow_box.sizes.iter().map(|&(w, h)| (w * scale, h * scale)));
        let y = self.y;
        let body = flow_box.height - flow_box.fixed_foot;
        let page = self.page();
        let items: Vec<PlacedItem> = flow_box
            .items
            .iter()
            .cloned()
            .map(|mut placed| {
                if scale < 1.0 {
                    placed.item.shrink(scale, flow_box.width / 2.0, body);
                }
                placed.item.translate(Pt::ZERO, y);
                placed
            })
            .collect();
        self.draw(page, items);
        let height = body * scale + flow_box.fixed_foot;
        for path in places {
            self.spot(path, page, (Pt::ZERO, TEXT_WIDTH), (y, height));
        }
        self.y += height;
        self.owed = flow_box.after;
    }
}

impl Item {
    /// Moves it right and down.
    pub fn translate(&mut self, dx: Pt, dy: Pt) {
        match self {
            Item::Glyphs(run) => {
                run.x += dx;
                run.y += dy;
            }
            Item::Rule(rule) => {
                for point in [&mut rule.from, &mut rule.to] {
                    point.0 += dx;
                    point.1 += dy;
                }
            }
            Item::Shape(shape) => match &mut shape.outline {
                super::page::ShapeOutline::Polygon(corners) => {
                    for corner in corners {
                        corner.0 += dx;
                        corner.1 += dy;
                    }
                }
                super::page::ShapeOutline::Circle { centre, .. } => {
                    centre.0 += dx;
                    centre.1 += dy;
                }
            },
            Item::Picture(picture) => {
                picture.x += dx;
                picture.y += dy;
            }
            Item::Link(link) => {
                link.x += dx;
                link.y += dy;
            }
        }
    }

    /// Shrinks a picture about `middle`; what stands below `body` moves up instead.
    fn shrink(&mut self, scale: f32, middle: Pt, body: Pt) {
        match self {
            Item::Picture(picture) => {
                picture.x = middle + (picture.x - middle) * scale;
                picture.y *= scale;
                picture.width *= scale;
                picture.height *= scale;
            }
            other => other.translate(Pt::ZERO, body * (scale - 1.0)),
        }
    }
}

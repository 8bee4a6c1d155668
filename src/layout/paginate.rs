//! Flow items → pages: what stays together, and where a page turns.

use super::flow::{Flow, FlowBox, LaidPart};
use super::table::TableFlow;
use crate::length::Pt;

/// A box, or a table that may go over several pages.
#[derive(Debug, Clone)]
pub(super) enum FlowItem {
    Box(FlowBox),
    Table(TableFlow),
}

impl FlowItem {
    fn with_next(&self) -> bool {
        match self {
            FlowItem::Box(flow_box) => flow_box.with_next,
            FlowItem::Table(table) => table.with_next,
        }
    }

    /// Height with the space around it.
    fn height(&self) -> Pt {
        match self {
            FlowItem::Box(flow_box) => flow_box.before + flow_box.height + flow_box.after,
            FlowItem::Table(table) => table.before + table.height() + table.after,
        }
    }

    /// Height of as much of it as must stand on a page for it to begin there.
    fn first_height(&self, page: Pt) -> Pt {
        match self {
            FlowItem::Box(flow_box) => flow_box.before + flow_box.least_height(),
            FlowItem::Table(table) => table.before + table.first_height(page),
        }
    }
}

/// Places everything on the pages of `flow`, in order.
pub(super) fn paginate(flowing: Vec<FlowItem>, mut flow: Flow) -> LaidPart {
    let page = flow.page_height();
    let mut kept_until = 0;
    for i in 0..flowing.len() {
        let Some(this) = flowing.get(i) else { break };
        if i >= kept_until && !flow.at_top() {
            let mut end = i;
            let mut needed = Pt::ZERO;
            while let Some(next) = flowing.get(end)
                && next.with_next()
                && end + 1 < flowing.len()
            {
                needed += next.height();
                end += 1;
            }
            needed += flowing
                .get(end)
                .map_or(Pt::ZERO, |last| last.first_height(page));
            if needed > page {
                // What cannot stay together anyway starts where it is.
                needed = this.first_height(page);
            }
            if !flow.takes(needed) {
                flow.turn();
            }
            kept_until = end + 1;
        }
        let tail = match flowing.get(i + 1) {
            Some(FlowItem::Box(next)) if next.with_last => next.before + next.height,
            _ => Pt::ZERO,
        };
        match this {
            FlowItem::Box(flow_box) => flow.place(flow_box),
            FlowItem::Table(table) => {
                flow.space(table.before);
                table.place(&mut flow, tail);
                flow.owe(table.after);
            }
        }
    }
    flow.finish()
}

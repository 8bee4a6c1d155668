//! Pages: their geometry, and what stands at their foot.

use docx_rs as word;

use super::styles::{self, twips};
use super::writer::text_run;
use crate::compose::style::{
    MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, PAGE_HEIGHT, PAGE_WIDTH, Style,
};

/// Baseline of the foot line, from the page's lower edge, in pt, as in the layout.
const FOOT_BASELINE: f32 = 42.0;
/// From the foot line's baseline to the lower edge of its line.
const FOOT_DESCENT: f32 = 2.6;
/// How far the page number stands in from the outer edge of the text, in pt: one character
/// (GB/T 9704—2012, 7.5).
const NUMBER_INSET: f32 = 14.0;

/// What stands at the foot of a page beside the foot line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foot {
    /// An odd page number, on the right.
    Odd,
    /// An even page number, on the left.
    Even,
    /// No number, on an odd page.
    PlainOdd,
    /// No number, on an even page.
    PlainEven,
}

impl Foot {
    /// Every kind, in the order of the footer parts.
    pub const ALL: [Foot; 4] = [Foot::Odd, Foot::Even, Foot::PlainOdd, Foot::PlainEven];

    /// Id of its relationship.
    pub fn relation(self) -> &'static str {
        match self {
            Foot::Odd => "rIdFooter1",
            Foot::Even => "rIdFooter2",
            Foot::PlainOdd => "rIdFooter3",
            Foot::PlainEven => "rIdFooter4",
        }
    }

    /// The foot: the page number where there is one, and the line that ties paper and file together.
    pub fn write(self, line: &str) -> word::Footer {
        let mut footer = word::Footer::new();
        let inset = twips(NUMBER_INSET) as i32;
        let number = word::Paragraph::new().style(styles::FOOTER);
        let number = match self {
            Foot::Odd => Some(number.align(word::AlignmentType::Right).indent(
                None,
                None,
                Some(inset),
                None,
            )),
            Foot::Even => Some(number.indent(Some(inset), None, None, None)),
            Foot::PlainOdd | Foot::PlainEven => None,
        };
        if let Some(number) = number {
            footer = footer.add_paragraph(
                number
                    .add_run(text_run("— "))
                    .add_page_num(word::PageNum::new())
                    .add_run(text_run(" —")),
            );
        }
        footer.add_paragraph(
            word::Paragraph::new()
                .style(styles::FOOT_LINE)
                .add_run(text_run(line).color("404040")),
        )
    }
}

/// Margins of a landscape page in pt: 28 mm on top, where it is bound, 26 mm elsewhere.
const LANDSCAPE_MARGINS: (f32, f32) = (79.370, 73.701);

/// A landscape page of its own, without a page number.
pub(super) fn landscape_section() -> word::SectionProperty {
    let measure = |pt: f32| twips(pt) as i32;
    let (top, side) = LANDSCAPE_MARGINS;
    let mut section = word::SectionProperty::new()
        .page_size(
            word::PageSize::new()
                .size(
                    twips(PAGE_HEIGHT).unsigned_abs() as u32,
                    twips(PAGE_WIDTH).unsigned_abs() as u32,
                )
                .orient(word::PageOrientationType::Landscape),
        )
        .page_margin(word::PageMargin {
            top: measure(top),
            bottom: measure(side),
            left: measure(side),
            right: measure(side),
            header: measure(FOOT_BASELINE),
            footer: measure(FOOT_BASELINE - FOOT_DESCENT),
            gutter: 0,
        });
    section.footer_reference = Some(word::FooterReference::new(
        "default",
        Foot::PlainOdd.relation(),
    ));
    section.even_footer_reference = Some(word::FooterReference::new(
        "even",
        Foot::PlainEven.relation(),
    ));
    section
}

/// Page geometry and foot of a part; `start` is the number its first page takes, where it does not
/// count on from the page before.
pub(super) fn section(numbered: bool, start: Option<u32>) -> word::SectionProperty {
    let measure = |pt: f32| twips(pt) as i32;
    let (odd, even) = if numbered {
        (Foot::Odd, Foot::Even)
    } else {
        (Foot::PlainOdd, Foot::PlainEven)
    };
    let mut section = word::SectionProperty::new()
        .page_size(word::PageSize::new().size(
            twips(PAGE_WIDTH).unsigned_abs() as u32,
            twips(PAGE_HEIGHT).unsigned_abs() as u32,
        ))
        .page_margin(word::PageMargin {
            top: measure(MARGIN_TOP),
            bottom: measure(MARGIN_BOTTOM),
            left: measure(MARGIN_LEFT),
            right: measure(MARGIN_RIGHT),
            header: measure(FOOT_BASELINE),
            footer: measure(FOOT_BASELINE - FOOT_DESCENT),
            gutter: 0,
        })
        .doc_grid(
            word::DocGrid::with_empty()
                .grid_type(word::DocGridType::Lines)
                .line_pitch(twips(Style::Body.look().pitch).unsigned_abs() as usize),
        );
    section.footer_reference = Some(word::FooterReference::new("default", odd.relation()));
    section.even_footer_reference = Some(word::FooterReference::new("even", even.relation()));
    if let Some(start) = start {
        section = section.page_num_type(word::PageNumType::new().start(start));
    }
    section
}

//! Pages: their geometry, and what stands at their foot.

use docx_rs as word;

use super::elements::text_run;
use super::styles;
use crate::compose::page::{FOOT_BASELINE, NUMBER_INSET, PageSetup};
use crate::compose::style::Style;
use crate::length::Pt;

/// From the foot line's baseline to the lower edge of its line.
const FOOT_DESCENT: Pt = Pt(2.6);

/// What stands at the foot of a page beside the foot line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FooterKind {
    /// An odd page number, on the right.
    Odd,
    /// An even page number, on the left.
    Even,
    /// No number, on an odd page.
    PlainOdd,
    /// No number, on an even page.
    PlainEven,
}

impl FooterKind {
    /// Every kind, in the order of the footer parts.
    pub const ALL: [FooterKind; 4] = [
        FooterKind::Odd,
        FooterKind::Even,
        FooterKind::PlainOdd,
        FooterKind::PlainEven,
    ];

    /// Id of its relationship.
    pub fn relation(self) -> &'static str {
        match self {
            FooterKind::Odd => "rIdFooter1",
            FooterKind::Even => "rIdFooter2",
            FooterKind::PlainOdd => "rIdFooter3",
            FooterKind::PlainEven => "rIdFooter4",
        }
    }

    /// The foot: the page number where there is one, and the line that ties paper and file together.
    pub fn write(self, line: &str) -> word::Footer {
        let mut footer = word::Footer::new();
        let inset = NUMBER_INSET.twips().0;
        let number = word::Paragraph::new().style(styles::FOOTER);
        let number = match self {
            FooterKind::Odd => Some(number.align(word::AlignmentType::Right).indent(
                None,
                None,
                Some(inset),
                None,
            )),
            FooterKind::Even => Some(number.indent(Some(inset), None, None, None)),
            FooterKind::PlainOdd | FooterKind::PlainEven => None,
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

/// Size and margins of a page.
fn page(setup: &PageSetup) -> word::SectionProperty {
    let measure = |pt: Pt| pt.twips().0;
    word::SectionProperty::new()
        .page_size(word::PageSize::new().size(
            setup.width.twips().unsigned(),
            setup.height.twips().unsigned(),
        ))
        .page_margin(word::PageMargin {
            top: measure(setup.top),
            bottom: measure(setup.bottom),
            left: measure(setup.left),
            right: measure(setup.right),
            header: measure(FOOT_BASELINE),
            footer: measure(FOOT_BASELINE - FOOT_DESCENT),
            gutter: 0,
        })
}

/// The feet of odd and even pages.
fn with_feet(
    mut section: word::SectionProperty,
    odd: FooterKind,
    even: FooterKind,
) -> word::SectionProperty {
    section.footer_reference = Some(word::FooterReference::new("default", odd.relation()));
    section.even_footer_reference = Some(word::FooterReference::new("even", even.relation()));
    section
}

/// A landscape page of its own, without a page number.
pub(super) fn landscape_section() -> word::SectionProperty {
    let mut section = page(&PageSetup::LANDSCAPE);
    section.page_size = section
        .page_size
        .orient(word::PageOrientationType::Landscape);
    with_feet(section, FooterKind::PlainOdd, FooterKind::PlainEven)
}

/// Page geometry and foot of a part; `start` is the number its first page takes, where it does not
/// count on from the page before.
pub(super) fn section(numbered: bool, start: Option<u32>) -> word::SectionProperty {
    let (odd, even) = if numbered {
        (FooterKind::Odd, FooterKind::Even)
    } else {
        (FooterKind::PlainOdd, FooterKind::PlainEven)
    };
    let section = page(&PageSetup::PORTRAIT).doc_grid(
        word::DocGrid::with_empty()
            .grid_type(word::DocGridType::Lines)
            .line_pitch(Style::Body.look().pitch.twips().unsigned() as usize),
    );
    let section = with_feet(section, odd, even);
    match start {
        Some(start) => section.page_num_type(word::PageNumType::new().start(start)),
        None => section,
    }
}

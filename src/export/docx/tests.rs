//! The writer, the fix-ups and the reader together.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::xml::Element;
use super::{Manifest, read, verify, write};
use crate::compose::block::*;
use crate::compose::style::{CellRole, Style};
use crate::draft::{AttachmentBytes, fingerprint};
use crate::layout::page::heading_mark;
use crate::layout::{self, ContentsLine, FontBook, Pages};
use crate::length::{Pt, Twips};

/// The fonts, read once for all tests.
fn fonts() -> &'static FontBook {
    static FONTS: std::sync::OnceLock<FontBook> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        FontBook::load(&dir).expect("the fonts")
    })
}

fn composition(paper: Vec<Part>) -> Composition {
    Composition {
        title: "星河示例有限公司典型案例申报书".into(),
        author: "星河示例有限公司".into(),
        subject: "典型案例申报书".into(),
        paper_name: "申报书".into(),
        workbook_name: "附表".into(),
        changed: None,
        foot: Foot {
            text: "典型案例申报书 · 草稿 2026-0001 · 校验 K7Q2".into(),
            word: "K7Q2".into(),
            unfinished: true,
        },
        paper,
        workbook: vec![],
    }
}

fn paragraph(style: Style, text: &str) -> Paragraph {
    Paragraph {
        style,
        runs: vec![Run::plain(text)],
        anchor: None,
    }
}

fn anchored(style: Style, text: &str, anchor: &str) -> Paragraph {
    Paragraph {
        anchor: Some(anchor.into()),
        ..paragraph(style, text)
    }
}

fn cell(role: CellRole, text: &str) -> Cell {
    Cell {
        columns: 1,
        rows: 1,
        role,
        lines: if text.is_empty() {
            vec![]
        } else {
            vec![vec![Run::plain(text)]]
        },
        number: None,
        anchor: None,
    }
}

fn wide(columns: usize, cell: Cell) -> Cell {
    Cell { columns, ..cell }
}

fn tall(rows: usize, cell: Cell) -> Cell {
    Cell { rows, ..cell }
}

fn at(anchor: &str, cell: Cell) -> Cell {
    Cell {
        anchor: Some(anchor.into()),
        ..cell
    }
}

fn row(cells: Vec<Cell>) -> TableRow {
    TableRow {
        cells,
        at_least: Pt(24.0),
        place: None,
    }
}

fn entry(label: &str, value: &str, note: Option<&str>, anchor: &str) -> Entry {
    Entry {
        label: label.into(),
        value: value.into(),
        note: note.map(str::to_owned),
        anchor: Some(anchor.into()),
    }
}

fn part(id: &str, numbered: bool, blocks: Vec<Block>) -> Part {
    Part {
        id: id.into(),
        name: id.into(),
        numbered,
        stamped: false,
        blocks,
        places: Vec::new(),
    }
}

const LONG: &str = "公司以“源头减量、过程控制、末端利用”为主线，建立覆盖采购、生产、贮存、转运、利用各环节的固体废物台账，2022—2025年综合利用率由93.23%提高到98.73%，单位产品产生量由0.5103吨/吨降到0.4417吨/吨，减排CO₂约1,234.5吨；有关做法见《典型案例》（第3章），访问 https://example.invalid/a/very/long/address/that/must/be/broken/somewhere 可得。";

/// The paper as a Word file in memory.
fn written(
    composition: &Composition,
    pages: &Pages,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
) -> (Vec<u8>, Manifest) {
    let mut made = Cursor::default();
    let manifest = write(composition, pages, fonts, bytes, &mut made).expect("a file");
    (made.into_inner(), manifest)
}

/// A paper with every kind of block.
fn full() -> (Composition, Pages, BTreeMap<String, Vec<u8>>) {
    let picture = |attachment: &str, label: &str, media| Picture {
        attachment: attachment.into(),
        sha256: attachment.into(),
        media,
        width: 320,
        height: 200,
        caption: Caption {
            label: label.into(),
            text: "厂区固废暂存间".into(),
        },
        alt: "一间有顶棚的仓库".into(),
    };
    let years = ["2022", "2023", "2024", "2025"];
    let production: Vec<TableRow> = std::iter::once(row(vec![
        wide(2, cell(CellRole::Head, "指标（单位）")),
        cell(CellRole::Head, "2022年"),
        cell(CellRole::Head, "2023年"),
        cell(CellRole::Head, "2024年"),
        cell(CellRole::Head, "2025年"),
    ]))
    .chain((0..36).map(|n| {
        let mut cells = Vec::new();
        if n % 3 == 0 {
            cells.push(tall(3, cell(CellRole::Label, "工业固废产生量（万吨）")));
        }
        cells.push(cell(
            CellRole::Label,
            ["其中：炉渣", "粉煤灰", "脱硫石膏"][n % 3],
        ));
        for (y, year) in years.iter().enumerate() {
            cells.push(at(
                &format!("waste.generated_by[{n}].{year}"),
                cell(CellRole::Figure, &format!("{},24{}.{y}0", n + 1, n % 10)),
            ));
        }
        row(cells)
    }))
    .collect();
    let chart = Chart {
        caption: Caption {
            label: "图4".into(),
            text: "综合利用率变化".into(),
        },
        series: vec![
            Series {
                name: "综合利用率".into(),
                path: "waste.rate".into(),
                points: [(2022, 9323), (2023, 9510), (2024, 9702), (2025, 9873)]
                    .map(|(y, v)| (y, Decimal::new(v, 2)))
                    .to_vec(),
            },
            Series {
                name: "行业平均".into(),
                path: "other".into(),
                points: [(2022, 8800), (2023, 8950), (2025, 9205)]
                    .map(|(y, v)| (y, Decimal::new(v, 2)))
                    .to_vec(),
            },
        ],
        unit: "%".into(),
    };
    let mut rich = anchored(Style::Body, LONG, "case.plan");
    rich.runs.push(Run {
        text: "其中重点".into(),
        bold: true,
        ..Run::default()
    });
    rich.runs.push(Run::plain("减排CO"));
    rich.runs.push(Run {
        text: "2".into(),
        shift: Shift::Sub,
        ..Run::default()
    });
    rich.runs.push(Run::plain("，占地10"));
    rich.runs.push(Run {
        text: "4".into(),
        shift: Shift::Sup,
        ..Run::default()
    });
    rich.runs.push(Run::plain("m²。"));
    let paper = vec![
        part(
            "cover",
            false,
            vec![
                Block::Paragraph(paragraph(Style::CoverTitle, "典型案例申报书")),
                Block::Paragraph(paragraph(Style::CoverNote, "（无废园区/无废企业）")),
                Block::Entries(vec![
                    entry(
                        "单位名称",
                        "星河示例冶金循环利用股份有限公司滨海新区第二生产基地",
                        Some("（加盖单位公章）"),
                        "cover.name",
                    ),
                    entry(
                        "地址",
                        "广东省深圳市南山区科技园路1号",
                        None,
                        "cover.address",
                    ),
                    entry("联系人", "张三", None, "cover.contact"),
                    entry("电话", "0755-12345678", None, "cover.phone"),
                    entry("邮箱", "zhang@example.invalid", None, "cover.email"),
                    entry("申报日期", "2026年3月18日", None, "cover.date"),
                ]),
            ],
        ),
        part(
            "pledge",
            false,
            vec![
                Block::Heading(paragraph(Style::PartTitle, "承诺声明")),
                Block::Paragraph(paragraph(
                    Style::Body,
                    "我单位申报的所有材料，均真实、完整，如有不实，愿承担相应的责任。",
                )),
                Block::Space(3),
                Block::Paragraph(anchored(
                    Style::Signature,
                    "单位名称：星河示例有限公司（公章）",
                    "cover.name",
                )),
                Block::Paragraph(paragraph(Style::Signature, "2026年3月18日")),
            ],
        ),
        part(
            "contents",
            false,
            vec![
                Block::Paragraph(paragraph(Style::TableTitle, "目录")),
                Block::Contents,
            ],
        ),
        part(
            "case",
            true,
            vec![
                Block::Heading(paragraph(Style::PartTitle, "申报材料")),
                Block::Paragraph(paragraph(
                    Style::Note,
                    "申报材料应系统说明申报单位开展“无废园区”“无废企业”建设的有关情况。",
                )),
                Block::Heading(paragraph(Style::CaseTitle, "星河示例企业“三链协同”模式")),
                Block::Heading(paragraph(Style::Heading1, "一、建设方案制定情况")),
                Block::Paragraph(rich),
                Block::Heading(paragraph(Style::Heading2, "（一）主要做法")),
                Block::Paragraph(anchored(Style::Body, &LONG.repeat(3), "case.plan")),
                Block::Heading(paragraph(Style::Heading3, "1.源头减量")),
                Block::Heading(paragraph(Style::Heading4, "（1）原料替代")),
                Block::List {
                    ordered: true,
                    items: vec![
                        vec![Run::plain(LONG)],
                        vec![Run::plain("建设台账")],
                        vec![Run::plain("开展鉴别")],
                    ],
                    anchor: Some("case.practices".into()),
                },
                Block::List {
                    ordered: false,
                    items: vec![vec![Run::plain("炉渣")], vec![Run::plain("粉煤灰")]],
                    anchor: Some("case.practices".into()),
                },
                Block::List {
                    ordered: true,
                    items: vec![vec![Run::plain("重新从一开始")]],
                    anchor: None,
                },
                Block::Table(Table {
                    kind: TableKind::Narrative,
                    caption: Some(Caption {
                        label: "表1".into(),
                        text: "主要措施".into(),
                    }),
                    columns: [2000, 4844, 2000].map(Twips).to_vec(),
                    head: 1,
                    rows: vec![
                        row(vec![
                            cell(CellRole::Head, "措施"),
                            cell(CellRole::Head, "内容"),
                            cell(CellRole::Head, "减量（吨）"),
                        ]),
                        row(vec![
                            cell(CellRole::Text, "原料替代"),
                            cell(CellRole::Prose, LONG),
                            cell(CellRole::Figure, "1,234.50"),
                        ]),
                    ],
                }),
                Block::Paragraph(paragraph(Style::Body, LONG)),
                Block::Pictures(vec![picture("a1", "图1", PictureMedia::Jpeg)]),
                Block::Pictures(vec![
                    picture("a2", "图2", PictureMedia::Png),
                    picture("a1", "图3", PictureMedia::Jpeg),
                ]),
                Block::Chart(chart),
                Block::Paragraph(paragraph(Style::Body, LONG)),
            ],
        ),
        part(
            "tables",
            true,
            vec![
                Block::Paragraph(paragraph(Style::TableNumber, "表 2")),
                Block::Heading(paragraph(Style::TableTitle, "星河示例企业基本情况表")),
                Block::Paragraph(paragraph(
                    Style::TableAbove,
                    "填表人：张三　　职务：主任　　联系电话：0755-12345678",
                )),
                Block::Table(Table {
                    kind: TableKind::Form,
                    caption: None,
                    columns: [1800, 2622, 1800, 2622].map(Twips).to_vec(),
                    head: 0,
                    rows: vec![
                        row(vec![wide(4, cell(CellRole::Band, "基本资料"))]),
                        row(vec![
                            cell(CellRole::Label, "企业名称"),
                            wide(
                                3,
                                at("basics.name", cell(CellRole::Text, "星河示例有限公司")),
                            ),
                        ]),
                        row(vec![
                            cell(CellRole::Label, "网　址"),
                            at("basics.website", cell(CellRole::Text, "")),
                            cell(CellRole::Label, "传　真"),
                            at("basics.fax", cell(CellRole::Text, "无")),
                        ]),
                    ],
                }),
                Block::Table(Table {
                    kind: TableKind::Form,
                    caption: None,
                    columns: [2200, 1844, 1200, 1200, 1200, 1200].map(Twips).to_vec(),
                    head: 1,
                    rows: production,
                }),
                Block::Table(Table {
                    kind: TableKind::Form,
                    caption: None,
                    columns: [1800, 7044].map(Twips).to_vec(),
                    head: 0,
                    rows: vec![row(vec![
                        cell(CellRole::Label, "企业自述"),
                        at(
                            "statement",
                            Cell {
                                lines: vec![
                                    vec![Run::plain(LONG)],
                                    vec![Run::plain(LONG.repeat(4))],
                                ],
                                ..cell(CellRole::Prose, "")
                            },
                        ),
                    ])],
                }),
                Block::Paragraph(paragraph(
                    Style::TableNote,
                    "注：从事行业请填写国民经济行业分类中类代码及名称。",
                )),
            ],
        ),
        part(
            "files",
            true,
            vec![
                Block::Heading(paragraph(Style::PartTitle, "随附材料")),
                Block::Table(Table {
                    kind: TableKind::List,
                    caption: None,
                    columns: [844, 3000, 5000].map(Twips).to_vec(),
                    head: 1,
                    rows: vec![
                        row(vec![
                            cell(CellRole::Head, "序号"),
                            cell(CellRole::Head, "类别"),
                            cell(CellRole::Head, "名称"),
                        ]),
                        row(vec![
                            cell(CellRole::Text, "1"),
                            cell(CellRole::Text, "建设方案"),
                            cell(CellRole::Prose, "无废企业建设方案.pdf"),
                        ]),
                    ],
                }),
            ],
        ),
    ];
    let composition = composition(paper);
    let pages = pages(&composition);
    let mut bytes = BTreeMap::new();
    bytes.insert("a1".to_owned(), jpeg());
    bytes.insert("a2".to_owned(), png());
    (composition, pages, bytes)
}

/// Contents lines and sizes of pictures as the layout would make them, made up.
fn pages(composition: &Composition) -> Pages {
    Pages {
        contents: contents(composition),
        sizes: vec![(Pt(120.0), Pt(75.0)); 16],
        ..Pages::default()
    }
}

fn contents(composition: &Composition) -> Vec<ContentsLine> {
    composition
        .paper
        .iter()
        .flat_map(|part| &part.blocks)
        .filter_map(|block| match block {
            Block::Heading(p) | Block::Paragraph(p) => p.style.outline_level().map(|l| (l, p)),
            _ => None,
        })
        .enumerate()
        .map(|(n, (level, p))| ContentsLine {
            level,
            text: p.runs.iter().map(|r| r.text.as_str()).collect(),
            page: 1 + n,
            mark: heading_mark(n + 1),
        })
        .collect()
}

fn image() -> image::RgbImage {
    image::RgbImage::from_fn(320, 200, |x, y| image::Rgb([x as u8, y as u8, 120]))
}

fn jpeg() -> Vec<u8> {
    let mut out = Vec::new();
    image()
        .write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut out))
        .expect("JPEG");
    out
}

fn png() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image()
        .write_to(&mut out, image::ImageFormat::Png)
        .expect("PNG");
    out.into_inner()
}

/// What an applicant may type or paste to break a file.
const HOSTILE: [&str; 12] = [
    "</w:t></w:r></w:p><w:p/>",
    "]]>",
    "a & b && &amp; &#x0; &nbsp;",
    "\u{0}\u{1}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{85}",
    "一\n二\r\n三\t四",
    "\u{FFFE}\u{FFFF}\u{FEFF}",
    "\u{202E}反写\u{202C}\u{200F}\u{200E}",
    "👩‍👩‍👧‍👦🇨🇳𠮷䶮",
    "   空格  前后   ",
    "=1+1\"'<>",
    "<?xml version=\"1.0\"?><!DOCTYPE a>",
    "%PDF-1.7\u{2028}\u{2029}",
];

fn hostile() -> Composition {
    let long = "非常长".repeat(500) + &"W".repeat(3000);
    let texts: Vec<&str> = HOSTILE.iter().copied().chain([long.as_str()]).collect();
    let blocks = texts
        .iter()
        .enumerate()
        .flat_map(|(n, text)| {
            [
                Block::Heading(anchored(Style::Heading1, text, text)),
                Block::Paragraph(anchored(Style::Body, text, &format!("case[{n}]"))),
                Block::List {
                    ordered: n % 2 == 0,
                    items: vec![vec![Run::plain(*text)], vec![]],
                    anchor: Some("list".into()),
                },
                Block::Entries(vec![entry(text, text, Some(text), "entry")]),
                Block::Table(Table {
                    kind: TableKind::Form,
                    caption: Some(Caption {
                        label: (*text).into(),
                        text: (*text).into(),
                    }),
                    columns: vec![],
                    head: 9,
                    rows: vec![
                        row(vec![]),
                        row(vec![
                            at("cell", tall(9, wide(9, cell(CellRole::Prose, text)))),
                            cell(CellRole::Figure, text),
                        ]),
                    ],
                }),
            ]
        })
        .collect();
    Composition {
        title: HOSTILE.concat(),
        author: HOSTILE.concat(),
        subject: HOSTILE.concat(),
        foot: Foot {
            text: HOSTILE.concat(),
            word: String::new(),
            unfinished: true,
        },
        ..composition(vec![part("x", true, blocks)])
    }
}

fn parts_of(docx: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).expect("a zip");
    (0..zip.len())
        .map(|n| {
            let mut file = zip.by_index(n).expect("an entry");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("its bytes");
            (file.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

/// What must hold of every file: well-formed, ids unique, every relationship leads to a part.
fn sound(docx: &[u8]) {
    let parts = parts_of(docx);
    let mut roots = BTreeMap::new();
    for (name, bytes) in &parts {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            roots.insert(name.as_str(), Element::parse(text).expect("well-formed"));
        }
    }
    let document = &roots["word/document.xml"];
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut bookmarks = BTreeSet::new();
    let mut all = vec![document];
    while let Some(element) = all.pop() {
        if let ("w:bookmarkStart" | "wp:docPr", Some(id)) = (
            element.name.as_str(),
            element.attribute("w:id").or(element.attribute("id")),
        ) {
            let kind = if element.name == "wp:docPr" { "d" } else { "b" };
            assert!(
                ids.entry(kind).or_default().insert(id.to_owned()),
                "{id} twice"
            );
        }
        if let Some(name) = element.attribute("w:name") {
            assert!(name.len() <= 40, "{name} is too long");
            assert!(bookmarks.insert(name.to_ascii_lowercase()), "{name} twice");
        }
        let mut ordered = element.clone();
        super::ooxml_fixups::fix_up(&mut ordered);
        assert_eq!(&ordered, element, "not in the schema's order");
        all.extend(element.elements());
    }
    for relation in roots["word/_rels/document.xml.rels"].elements() {
        let target = relation.attribute("Target").expect("a target");
        let path = match target.strip_prefix("../") {
            Some(outside) => outside.to_owned(),
            None => format!("word/{target}"),
        };
        assert!(parts.contains_key(&path), "{path} is missing");
    }
}

#[test]
fn a_photo_attached_twice_is_stored_once() {
    // As large as the others, and another picture.
    let mut other = jpeg();
    *other.last_mut().expect("bytes") ^= 1;
    let bytes = BTreeMap::from([
        ("a1".to_owned(), jpeg()),
        ("a2".to_owned(), jpeg()),
        ("a3".to_owned(), other.clone()),
    ]);
    let picture = |attachment: &str| Picture {
        attachment: attachment.into(),
        sha256: fingerprint(&bytes[attachment]),
        media: PictureMedia::Jpeg,
        width: 320,
        height: 200,
        caption: Caption {
            label: "图".into(),
            text: attachment.into(),
        },
        alt: String::new(),
    };
    let shown = ["a1", "a2", "a3"].map(picture);
    let composition = composition(vec![part("a", true, vec![Block::Pictures(shown.into())])]);
    let pages = layout::lay_out(&composition, fonts()).expect("pages");
    let (docx, manifest) = written(&composition, &pages, fonts(), &bytes);
    sound(&docx);
    verify(Cursor::new(&docx), &manifest, &composition).expect("the same pictures");
    let parts = parts_of(&docx);
    let media: Vec<_> = parts
        .iter()
        .filter(|(name, _)| name.starts_with("word/media/"))
        .map(|(_, content)| content)
        .collect();
    assert_eq!(media, [&jpeg(), &other]);
    let document = String::from_utf8(parts["word/document.xml"].clone()).expect("UTF-8");
    assert_eq!(document.matches("<pic:pic").count(), 3);
}

#[test]
fn every_kind_of_block_is_written_and_read_again() {
    let (composition, pages, bytes) = full();
    let (docx, manifest) = written(&composition, &pages, fonts(), &bytes);
    sound(&docx);
    verify(Cursor::new(&docx), &manifest, &composition).expect("the same answers");
    if let Ok(dir) = std::env::var("WUFEI_KEEP") {
        std::fs::write(Path::new(&dir).join("full.docx"), &docx).expect("kept");
    }
    let (again, _) = written(&composition, &pages, fonts(), &bytes);
    assert!(docx == again, "equal input gives equal bytes");
    let parts = parts_of(&docx);
    assert_eq!(parts["word/media/image1.jpeg"], jpeg());
    assert_eq!(parts["word/media/image2.png"], png());
    let document = String::from_utf8(parts["word/document.xml"].clone()).expect("UTF-8");
    // One row of the wide table, one of the narrative's, one of the list.
    assert_eq!(document.matches("<w:tblHeader/>").count(), 3);
    let reading = read(Cursor::new(&docx)).expect("text");
    assert_eq!(reading.anchors["basics.fax"], ["无"]);
    assert_eq!(reading.anchors["basics.website"], [""]);
    assert_eq!(reading.anchors["case.practices"].len(), 2);
    assert_eq!(
        reading.anchors["cover.name"],
        [
            "星河示例冶金循环利用股份有限公司滨海新区第二生产基地",
            "单位名称：星河示例有限公司（公章）"
        ]
    );
}

#[test]
fn whatever_is_typed_comes_out_as_text() {
    let composition = hostile();
    let (docx, manifest) = written(&composition, &pages(&composition), fonts(), &());
    sound(&docx);
    verify(Cursor::new(&docx), &manifest, &composition).expect("the same answers");
    if let Ok(dir) = std::env::var("WUFEI_KEEP") {
        std::fs::write(Path::new(&dir).join("hostile.docx"), &docx).expect("kept");
    }
    let reading = read(Cursor::new(&docx)).expect("text");
    assert_eq!(reading.anchors["case[0]"], ["</w:t></w:r></w:p><w:p/>"]);
    assert_eq!(reading.anchors["case[1]"], ["]]>"]);
    assert_eq!(reading.anchors["case[2]"], ["a & b && &amp; &#x0; &nbsp;"]);
    assert_eq!(reading.anchors["case[4]"], ["一 二  三 四"]);
    assert_eq!(reading.anchors["case[8]"], ["   空格  前后   "]);
}

#[test]
fn nothing_at_all_is_a_file_too() {
    for paper in [
        vec![],
        vec![part("a", false, vec![])],
        vec![
            part("a", true, vec![Block::Pictures(vec![])]),
            part("b", false, vec![Block::Contents]),
        ],
    ] {
        let composition = composition(paper);
        let (docx, manifest) = written(&composition, &Pages::default(), fonts(), &());
        sound(&docx);
        verify(Cursor::new(&docx), &manifest, &composition).expect("nothing");
        if let Ok(dir) = std::env::var("WUFEI_KEEP") {
            let name = format!("empty{}.docx", composition.paper.len());
            std::fs::write(Path::new(&dir).join(name), &docx).expect("kept");
        }
    }
}

#[test]
fn a_changed_answer_is_noticed() {
    let (composition, pages, bytes) = full();
    let (docx, manifest) = written(&composition, &pages, fonts(), &bytes);
    let mut other = composition.clone();
    if let Some(Block::Entries(entries)) = other.paper[0].blocks.last_mut() {
        entries[2].value = "李四".into();
    }
    let error = verify(Cursor::new(&docx), &manifest, &other).expect_err("a difference");
    assert!(error.to_string().contains("cover.contact"), "{error}");
}

#[test]
fn a_picture_that_cannot_be_read_is_named() {
    let (composition, pages, mut bytes) = full();
    let refused = |bytes: &BTreeMap<String, Vec<u8>>| {
        let out = Cursor::new(Vec::new());
        write(&composition, &pages, fonts(), bytes, out).expect_err("no picture")
    };
    bytes.insert("a1".into(), b"GIF89a".to_vec());
    let error = refused(&bytes);
    assert!(error.to_string().contains("厂区固废暂存间"), "{error}");
    bytes.insert("a1".into(), jpeg()[..20].to_vec());
    refused(&bytes);
    bytes.remove("a1");
    refused(&bytes);
}

/// A JPEG whose EXIF data say that it lies on its side (TIFF 6.0, tag 274, value 6).
fn sideways() -> Vec<u8> {
    let tiff: &[u8] = &[
        b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ];
    let jpeg = jpeg();
    let mut out = jpeg[..2].to_vec();
    out.extend([0xFF, 0xE1]);
    out.extend(((8 + tiff.len()) as u16).to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn a_picture_on_its_side_is_turned() {
    let upright =
        |bytes: &[u8]| super::picture::upright(bytes, PictureMedia::Jpeg).expect("a picture");
    let turned = upright(&sideways()).expect("another picture");
    let turned = image::load_from_memory(&turned).expect("JPEG").to_rgb8();
    // The upper left corner came from the lower left one: little red, much green.
    let corner = turned.get_pixel(2, 2);
    assert!(corner[0] < 40 && corner[1] > 160, "{corner:?}");
    assert_eq!(upright(&jpeg()), None);
}

#[test]
fn a_foreign_file_is_refused_calmly() {
    for bytes in [&b""[..], b"PK\x03\x04", b"%PDF-1.7", &[0; 4096]] {
        let error = read(Cursor::new(bytes)).expect_err("no Word file");
        assert_eq!(error.code(), "not-word");
    }
}

fn any_run() -> impl Strategy<Value = Run> {
    (any::<String>(), any::<bool>(), 0..3u8).prop_map(|(text, bold, shift)| Run {
        text,
        bold,
        shift: [Shift::None, Shift::Sub, Shift::Sup][usize::from(shift)],
        reference: None,
    })
}

fn any_runs() -> impl Strategy<Value = Vec<Run>> {
    proptest::collection::vec(any_run(), 0..4)
}

fn any_anchor() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![
        "[a-z]{1,8}\\.[a-z_]{1,20}(\\[[0-9]{1,2}\\])?(\\.[a-z]{1,12})?(\\.20[0-9]{2})?",
        any::<String>(),
    ])
}

fn any_table() -> impl Strategy<Value = Table> {
    let cell = (
        0usize..4,
        0usize..4,
        0usize..7,
        proptest::collection::vec(any_runs(), 0..3),
        any_anchor(),
    )
        .prop_map(|(columns, rows, role, lines, anchor)| Cell {
            columns,
            rows,
            role: [
                CellRole::Band,
                CellRole::Head,
                CellRole::Label,
                CellRole::Text,
                CellRole::Prose,
                CellRole::Figure,
                CellRole::Note,
            ][role],
            lines,
            number: None,
            anchor,
        });
    let row =
        (proptest::collection::vec(cell, 0..5), any::<f32>()).prop_map(|(cells, at_least)| {
            TableRow {
                cells,
                at_least: Pt(at_least),
                place: None,
            }
        });
    (
        proptest::collection::vec(any::<i32>().prop_map(Twips), 0..5),
        0usize..4,
        proptest::collection::vec(row, 0..5),
        0usize..3,
        any::<bool>(),
    )
        .prop_map(|(columns, head, rows, kind, caption)| Table {
            kind: [TableKind::Form, TableKind::Narrative, TableKind::List][kind],
            caption: caption.then(|| Caption {
                label: "表1".into(),
                text: "&<".into(),
            }),
            columns,
            head,
            rows,
        })
}

fn any_block() -> impl Strategy<Value = Block> {
    let paragraph =
        (0usize..16, any_runs(), any_anchor()).prop_map(|(style, runs, anchor)| Paragraph {
            style: Style::ALL[style],
            runs,
            anchor,
        });
    let entry = (
        any::<String>(),
        any::<String>(),
        proptest::option::of(any::<String>()),
        any_anchor(),
    )
        .prop_map(|(label, value, note, anchor)| Entry {
            label,
            value,
            note,
            anchor,
        });
    prop_oneof![
        6 => (paragraph, any::<bool>()).prop_map(|(paragraph, heading)| if heading {
            Block::Heading(paragraph)
        } else {
            Block::Paragraph(paragraph)
        }),
        2 => (any::<bool>(), proptest::collection::vec(any_runs(), 0..3), any_anchor())
            .prop_map(|(ordered, items, anchor)| Block::List { ordered, items, anchor }),
        1 => proptest::collection::vec(entry, 0..3).prop_map(Block::Entries),
        4 => any_table().prop_map(Block::Table),
        1 => Just(Block::Contents),
        1 => (0u8..4).prop_map(Block::Space),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_paper_gives_a_sound_file(
        parts in proptest::collection::vec(
            (any::<bool>(), proptest::collection::vec(any_block(), 0..6)), 0..4),
    ) {
        let paper = parts
            .into_iter()
            .map(|(numbered, blocks)| part("p", numbered, blocks))
            .collect();
        let composition = composition(paper);
        let (docx, manifest) = written(&composition, &pages(&composition), fonts(), &());
        sound(&docx);
        verify(Cursor::new(&docx), &manifest, &composition).expect("the same answers");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_mutated_file_never_brings_the_reader_down(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        inside in any::<bool>(),
    ) {
        static FILE: std::sync::OnceLock<(Vec<u8>, String)> = std::sync::OnceLock::new();
        let (docx, document) = FILE.get_or_init(|| {
            let (composition, pages, bytes) = full();
            let (docx, _) = written(&composition, &pages, fonts(), &bytes);
            let document = parts_of(&docx)["word/document.xml"].clone();
            (docx, String::from_utf8(document).expect("UTF-8"))
        });
        if inside {
            // Changes inside the text itself, which a checksum would otherwise refuse.
            let mut text = document.clone().into_bytes();
            for (place, byte) in &changes {
                let place = place.index(text.len());
                text[place] = *byte;
            }
            if let Ok(text) = String::from_utf8(text) {
                super::read::scan(&text);
            }
        } else {
            let mut docx = docx.clone();
            for (place, byte) in &changes {
                let place = place.index(docx.len());
                docx[place] = *byte;
            }
            let _ = read(Cursor::new(&docx));
        }
    }

    #[test]
    fn any_text_as_a_part_never_brings_the_reader_down(
        tags in proptest::collection::vec("</?w:(p|tbl|tr|tc|t|r|bookmarkStart|bookmarkEnd|sdt|drawing)( w:id=\"[0-3]\" w:name=\"f_a[XIN0-9]{0,3}\")?/?>|字", 0..60),
    ) {
        let text = format!(
            "<w:document xmlns:w=\"{}\">{}</w:document>",
            super::styles::WORD,
            tags.concat()
        );
        super::read::scan(&text);
    }
}

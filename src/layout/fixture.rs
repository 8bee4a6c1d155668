//! A paper made by hand that holds every kind of block, for tests.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use rust_decimal::Decimal;

use crate::compose::block::*;
use crate::compose::page::PageSetup;
use crate::compose::style::{CellRole, Style};
use crate::length::{Pt, Twips};

pub fn paragraph(style: Style, text: &str) -> Paragraph {
    Paragraph {
        style,
        runs: vec![Run::plain(text)],
        anchor: None,
    }
}

fn body(text: &str) -> Block {
    Block::Paragraph(paragraph(Style::Body, text))
}

fn heading(style: Style, text: &str) -> Block {
    Block::Heading(paragraph(style, text))
}

pub fn cell(role: CellRole, text: &str) -> Cell {
    Cell {
        columns: 1,
        rows: 1,
        role,
        lines: text.lines().map(|line| vec![Run::plain(line)]).collect(),
        number: None,
        anchor: None,
    }
}

fn wide(role: CellRole, columns: usize, text: &str) -> Cell {
    Cell {
        columns,
        ..cell(role, text)
    }
}

fn tall(role: CellRole, rows: usize, text: &str) -> Cell {
    Cell {
        rows,
        ..cell(role, text)
    }
}

pub fn row(cells: Vec<Cell>) -> TableRow {
    TableRow {
        cells,
        at_least: Pt(22.0),
        place: None,
    }
}

pub fn caption(label: &str, text: &str) -> Caption {
    Caption {
        label: label.to_owned(),
        text: text.to_owned(),
    }
}

fn table(kind: TableKind, columns: Vec<Twips>, head: usize, rows: Vec<TableRow>) -> Table {
    Table {
        kind,
        caption: None,
        columns,
        head,
        rows,
    }
}

const LONG: &str = "公司自2022年启动“无废企业”建设以来，坚持“源头减量、过程控制、末端利用”的总体思路，将固体废物管理纳入企业发展战略（详见《“无废企业”建设方案》），成立由总经理任组长的领导小组；累计投入资金1.26亿元，实施技术改造项目17项，工业固体废物综合利用率由2022年的82.15%提高到2025年的95.32%，产生强度由2.3874吨/万元下降到2.0741吨/万元，减排CO₂约1,234.5吨——相当于新增造林3.5万亩。";

/// A paper with cover, pledge, contents, narrative and a form over several pages.
pub fn composition() -> Composition {
    Composition {
        title: "典型案例申报书（示例钢铁有限公司）".to_owned(),
        author: "示例钢铁有限公司".to_owned(),
        subject: "典型案例申报书".to_owned(),
        paper_name: "申报书".to_owned(),
        workbook_name: "附表与汇总表".to_owned(),
        changed: None,
        foot: Foot {
            text: "典型案例申报书 · 示例钢铁有限公司 · 第 12 稿 · 校验字 7F3A-91C2 · 草稿"
                .to_owned(),
            word: "7F3A-91C2".to_owned(),
            unfinished: true,
        },
        paper: vec![
            cover(),
            pledge(),
            contents(),
            narrative(),
            form(),
            hostile(),
        ],
        workbook: Vec::new(),
    }
}

fn part(id: &str, name: &str, numbered: bool, blocks: Vec<Block>) -> Part {
    Part {
        id: id.to_owned(),
        name: name.to_owned(),
        numbered,
        stamped: false,
        blocks,
        places: Vec::new(),
    }
}

fn cover() -> Part {
    let entry = |label: &str, value: &str, note: Option<&str>| Entry {
        label: label.to_owned(),
        value: value.to_owned(),
        note: note.map(str::to_owned),
        anchor: None,
    };
    part(
        "cover",
        "封面",
        false,
        vec![
            Block::Paragraph(paragraph(Style::CoverTitle, "典型案例申报书")),
            Block::Paragraph(paragraph(Style::CoverNote, "（无废园区/无废企业）")),
            Block::Entries(vec![
                entry(
                    "单位名称",
                    "示例省示例市绿源循环钢铁集团有限责任公司",
                    Some("（加盖单位公章）"),
                ),
                entry(
                    "地址",
                    "示例省示例市高新技术产业开发区循环经济产业园创新大道一号办公楼甲座十二层",
                    None,
                ),
                entry("联系人", "张三丰", None),
                entry("电话", "0755-12345678", None),
                entry("邮箱", "zhangsanfeng@example.com", None),
                entry("申报日期", "", None),
            ]),
        ],
    )
}

fn pledge() -> Part {
    part(
        "pledge",
        "承诺声明",
        false,
        vec![
            heading(Style::PartTitle, "承诺声明"),
            body("我单位申报的所有材料，均真实、完整，如有不实，愿承担相应的责任。"),
            body("在不涉及商业机密的情况下，自愿与其他企业分享经验。"),
            Block::Space(3),
            Block::Paragraph(paragraph(Style::Signature, "单位名称：示例钢铁有限公司")),
            Block::Paragraph(paragraph(Style::Signature, "（公章）")),
            Block::Paragraph(paragraph(Style::Signature, "2026年3月18日")),
        ],
    )
}

fn contents() -> Part {
    part(
        "contents",
        "目录",
        false,
        vec![heading(Style::PartTitle, "目录"), Block::Contents],
    )
}

fn narrative() -> Part {
    let mut blocks = vec![
        heading(Style::PartTitle, "申报材料"),
        heading(
            Style::CaseTitle,
            "示例钢铁有限公司“冶金渣全量利用、余热梯级回收、数字化固废管控”三位一体模式",
        ),
        heading(Style::Heading1, "一、“无废企业”建设方案制定情况"),
        body(LONG),
    ];
    for section in ["（一）主要做法", "（二）取得的成效", "（三）创新点"] {
        blocks.push(heading(Style::Heading2, section));
        blocks.push(heading(Style::Heading3, "1.推进源头减量"));
        for _ in 0..3 {
            blocks.push(body(LONG));
        }
        blocks.push(heading(Style::Heading4, "（1）建立全流程台账"));
        blocks.push(Block::Paragraph(Paragraph {
            style: Style::Body,
            runs: vec![
                Run::plain("其中，"),
                Run {
                    text: "关键指标".to_owned(),
                    bold: true,
                    ..Run::default()
                },
                Run::plain("为10"),
                Run {
                    text: "4".to_owned(),
                    shift: Shift::Sup,
                    ..Run::default()
                },
                Run::plain("吨CO"),
                Run {
                    text: "2".to_owned(),
                    shift: Shift::Sub,
                    ..Run::default()
                },
                Run::plain("当量，见平台https://www.example.com/solid-waste/platform/index.html?year=2025&kind=slag所列的清单。"),
            ],
            anchor: None,
        }));
    }
    blocks.push(Block::List {
        ordered: true,
        items: vec![vec![Run::plain(LONG)], vec![Run::plain("第二项。")]],
        anchor: None,
    });
    blocks.push(Block::List {
        ordered: false,
        items: vec![vec![Run::plain("高炉渣制矿渣微粉")], vec![Run::plain(LONG)]],
        anchor: None,
    });
    let mut rows = vec![row(vec![
        cell(CellRole::Head, "序号"),
        cell(CellRole::Head, "固废名称"),
        cell(CellRole::Head, "产生量（万吨）"),
        cell(CellRole::Head, "利用方式"),
    ])];
    for i in 1..=30 {
        rows.push(row(vec![
            cell(CellRole::Text, &i.to_string()),
            cell(CellRole::Text, "转炉钢渣"),
            cell(
                CellRole::Figure,
                &format!("{},{:03}.{}", i, i * 37 % 1000, "5".repeat(1 + i % 3)),
            ),
            cell(
                CellRole::Prose,
                "破碎、磁选后返回烧结，尾渣用于生产水泥混合材、道路基层材料和钢渣透水砖。",
            ),
        ]));
    }
    blocks.push(Block::Table(Table {
        caption: Some(caption("表1", "主要固体废物利用情况")),
        ..table(
            TableKind::Narrative,
            [800, 2200, 2000, 3844].map(Twips).to_vec(),
            1,
            rows,
        )
    }));
    blocks.push(body("图1、图2为现场照片。"));
    blocks.push(Block::Pictures(vec![picture(
        "wide",
        PictureMedia::Jpeg,
        1200,
        700,
        "图1",
        "钢渣处理生产线",
    )]));
    blocks.push(Block::Pictures(vec![
        picture("wide", PictureMedia::Jpeg, 1200, 700, "图2", "左图"),
        picture(
            "alpha",
            PictureMedia::Png,
            400,
            500,
            "图3",
            "右图是一张带透明通道的示意图，它的说明很长很长，长到要换行才放得下",
        ),
    ]));
    blocks.push(Block::Pictures(vec![picture(
        "turned",
        PictureMedia::Jpeg,
        300,
        500,
        "图4",
        "按方向标记转正的照片",
    )]));
    blocks.push(Block::Chart(chart()));
    part("case", "申报材料", true, blocks)
}

fn picture(
    id: &str,
    media: PictureMedia,
    width: u32,
    height: u32,
    label: &str,
    text: &str,
) -> Picture {
    Picture {
        attachment: id.to_owned(),
        sha256: id.to_owned(),
        media,
        width,
        height,
        caption: caption(label, text),
        alt: text.to_owned(),
    }
}

/// A chart of three series.
pub fn chart() -> Chart {
    let series = |name: &str, values: [(i64, u32); 4]| Series {
        name: name.to_owned(),
        path: "waste.generated".to_owned(),
        points: (2022..)
            .zip(values.map(|(number, scale)| Decimal::new(number, scale)))
            .collect(),
    };
    Chart {
        caption: caption("图5", "2022—2025年工业固体废物产生与利用趋势"),
        series: vec![
            series("产生量", [(15170, 2), (14890, 2), (14255, 2), (13980, 2)]),
            series(
                "综合利用量",
                [(12462, 2), (12990, 2), (13320, 2), (13326, 2)],
            ),
            series("处置量", [(2708, 2), (1900, 2), (935, 2), (654, 2)]),
        ],
        unit: "万吨".to_owned(),
    }
}

fn form() -> Part {
    let full = PageSetup::PORTRAIT.text_width().twips();
    let years = ["2022年", "2023年", "2024年", "2025年"];
    let facts = table(
        TableKind::Form,
        vec![full / 4; 4],
        0,
        vec![
            row(vec![wide(CellRole::Band, 4, "一、基本资料")]),
            row(vec![
                cell(CellRole::Label, "企业名称"),
                cell(CellRole::Text, "示例钢铁有限公司"),
                cell(CellRole::Label, "成立时间"),
                cell(CellRole::Text, "2003年5月"),
            ]),
            row(vec![
                cell(CellRole::Label, "地址"),
                wide(CellRole::Text, 3, "示例省示例市高新区创新大道1号"),
            ]),
            row(vec![
                cell(CellRole::Label, "网址"),
                cell(
                    CellRole::Text,
                    "https://www.example.com/about/company/index.html",
                ),
                cell(CellRole::Label, "传真"),
                cell(CellRole::Text, ""),
            ]),
        ],
    );
    let mut rows = vec![row({
        let mut cells = vec![wide(CellRole::Head, 2, "指标")];
        cells.extend(years.map(|year| cell(CellRole::Head, year)));
        cells
    })];
    for group in 0..6 {
        let names = [
            "产生量（万吨）",
            "其中，高炉渣（万吨）",
            "转炉钢渣（万吨）",
            "脱硫石膏（万吨）",
            "含铁尘泥（万吨）",
        ];
        for (i, name) in names.iter().enumerate() {
            let mut cells = Vec::new();
            if i == 0 {
                cells.push(tall(
                    CellRole::Label,
                    names.len(),
                    &format!("工业固体废物产生情况（{}）", group + 1),
                ));
            }
            cells.push(cell(CellRole::Label, name));
            for y in 0..4 {
                let figure = ["151.70", "1,234.5", "0.4821", "12", ""][(i + y) % 5];
                cells.push(cell(CellRole::Figure, figure));
            }
            rows.push(row(cells));
        }
    }
    let yearly = table(
        TableKind::Form,
        [1300, 2744, 1200, 1200, 1200, 1200].map(Twips).to_vec(),
        1,
        rows,
    );
    let statement = table(
        TableKind::Form,
        vec![full],
        0,
        vec![
            row(vec![cell(CellRole::Band, "三、企业情况简介")]),
            row(vec![cell(CellRole::Prose, &[LONG; 14].join("\n"))]),
        ],
    );
    part(
        "form",
        "附表",
        true,
        vec![
            Block::Paragraph(paragraph(Style::TableNumber, "表2")),
            heading(Style::TableTitle, "示例钢铁有限公司基本情况表"),
            Block::Paragraph(paragraph(
                Style::TableAbove,
                "填表人：李四　　　　职务：主任　　　　联系电话：13800000000",
            )),
            Block::Table(facts),
            Block::Table(table(
                TableKind::Form,
                vec![full],
                0,
                vec![row(vec![cell(
                    CellRole::Band,
                    "二、工业固废产生与综合利用情况",
                )])],
            )),
            Block::Table(yearly),
            Block::Table(statement),
            Block::Paragraph(paragraph(
                Style::TableNote,
                "注：从事行业参考《国民经济行业分类》中类，例：342 金属加工机械制造。",
            )),
        ],
    )
}

/// Texts that nobody should write but somebody will.
fn hostile() -> Part {
    let mut blocks = vec![heading(Style::PartTitle, "随附材料")];
    for text in [
        "",
        "　　",
        "<script>alert(1)</script> & \"quotes\" =1+1 \\(x\\) %PDF",
        "，，，，，，。。。。。。！！！！！！？？？？？？",
        "“““““““““““““““““““““““““““““““““““““““““““““““““““““““““““",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "1234567890123456789012345678901234567890123456789012345678901234567890",
        "生僻字：旻昉䶮𠮷㛃镕，符号：①⑳㎡℃‰№™®€→√☑，表情：😀🏭，阿拉伯：مرحبا，零宽\u{200b}空\u{feff}格，组合e\u{301}。",
        "……——……——（《“‘……’”》）——全角ＡＢＣ１２３，半角(abc)[1]{2}，It’s a “test”.",
    ] {
        blocks.push(body(text));
    }
    let mut rows = vec![row(vec![
        cell(CellRole::Head, "序号"),
        cell(CellRole::Head, "材料名称"),
        cell(CellRole::Head, "备注"),
    ])];
    for i in 1..4 {
        rows.push(row(vec![
            cell(CellRole::Text, &i.to_string()),
            cell(CellRole::Prose, "“无废企业”建设方案（红头文件，含附件，共计128页）AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            cell(CellRole::Text, "，。；"),
        ]));
    }
    blocks.push(Block::Table(table(
        TableKind::List,
        [700, 6000, 2144].map(Twips).to_vec(),
        1,
        rows,
    )));
    part("files", "随附材料", true, blocks)
}

/// The bytes of the fixture's pictures.
pub fn pictures() -> BTreeMap<String, Vec<u8>> {
    let encode = |picture: DynamicImage, format: ImageFormat| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encodes");
        bytes.into_inner()
    };
    let wide = RgbImage::from_fn(1200, 700, |x, y| {
        Rgb([
            (x / 5) as u8,
            (y / 3) as u8,
            if x < 60 && y < 60 { 255 } else { 90 },
        ])
    });
    // Stored lying; its upper left corner (red) belongs to the upper right when turned.
    let lying = RgbImage::from_fn(500, 300, |x, y| {
        if x < 80 && y < 80 {
            Rgb([220, 30, 30])
        } else {
            Rgb([200, (x / 2) as u8, 160])
        }
    });
    let alpha = RgbaImage::from_fn(400, 500, |x, y| {
        let inside = (x as i32 - 200).pow(2) + (y as i32 - 250).pow(2) < 180 * 180;
        Rgba([30, 120, 60, if inside { 255 - (y / 3) as u8 } else { 0 }])
    });
    let lying = encode(DynamicImage::ImageRgb8(lying), ImageFormat::Jpeg);
    BTreeMap::from([
        (
            "wide".to_owned(),
            encode(DynamicImage::ImageRgb8(wide), ImageFormat::Jpeg),
        ),
        ("turned".to_owned(), with_orientation(&lying, 6)),
        (
            "alpha".to_owned(),
            encode(DynamicImage::ImageRgba8(alpha), ImageFormat::Png),
        ),
    ])
}

/// A JPEG with an EXIF segment that says how it is to be turned.
pub fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let exif = [
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".as_slice(),
        &[
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ],
    ]
    .concat();
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

use pinyin::ToPinyin;
use proptest::prelude::*;

use super::*;

fn codes(query: &str) -> Vec<&'static str> {
    Catalog::load()
        .search_industries(query, 20)
        .into_iter()
        .map(|industry| industry.code.as_str())
        .collect()
}

fn names(divisions: Vec<&'static Division>) -> Vec<&'static str> {
    divisions
        .into_iter()
        .map(|division| division.name.as_str())
        .collect()
}

#[test]
fn the_tables_are_whole() {
    let catalog = Catalog::load();
    assert_eq!(catalog.industries().len(), 473);
    assert_eq!(
        catalog
            .industries()
            .iter()
            .map(|industry| industry.classes.len())
            .sum::<usize>(),
        1381
    );
    assert_eq!(catalog.provinces().len(), 35);
    assert_eq!(catalog.search_divisions("", usize::MAX).len(), 35 + 333);
    let wastes = catalog.search_wastes("", usize::MAX);
    assert_eq!(
        wastes
            .iter()
            .filter(|waste| waste.kind == WasteKind::Industrial)
            .count(),
        61
    );
    assert_eq!(
        wastes
            .iter()
            .filter(|waste| waste.kind == WasteKind::Hazardous)
            .count(),
        46
    );
}

#[test]
fn an_industry_is_known_by_its_code_alone() {
    let catalog = Catalog::load();
    let steel = catalog.industry("312").expect("312");
    assert_eq!(steel.printed(), "312 炼钢");
    assert_eq!(steel.division, "黑色金属冶炼和压延加工业");
    assert_eq!(steel.section, "制造业");
    assert_eq!(
        catalog.industry("342").map(Industry::printed).as_deref(),
        Some("342 金属加工机械制造")
    );
    for code in ["", "31", "3120", "C", "999", "炼钢", " 312", "３１２"] {
        assert!(catalog.industry(code).is_none(), "{code}");
    }
}

#[test]
fn every_industry_is_found_by_code_name_pinyin_and_as_printed() {
    let catalog = Catalog::load();
    for industry in catalog.industries() {
        let code = industry.code.as_str();
        assert_eq!(codes(code).first(), Some(&code));
        assert_eq!(
            codes(&industry.printed()).first(),
            Some(&code),
            "{}",
            industry.printed()
        );
        assert_eq!(
            codes(&industry.printed().replace(' ', "")).first(),
            Some(&code)
        );
        assert!(codes(&industry.name).first().is_some_and(|first| {
            // A few 中类 of different 大类 share a name.
            catalog
                .industry(first)
                .is_some_and(|found| found.name == industry.name)
        }));
        let spelt = |full: bool| -> String {
            industry
                .name
                .as_str()
                .to_pinyin()
                .flatten()
                .map(|syllable| {
                    if full {
                        syllable.plain()
                    } else {
                        syllable.first_letter()
                    }
                })
                .collect()
        };
        let letters: String = spelt(false);
        assert!(
            codes(&letters).contains(&code),
            "{letters} {}",
            industry.name
        );
        let full = spelt(true).replace('ü', "v");
        assert!(codes(&full).contains(&code), "{full} {}", industry.name);
    }
}

#[test]
fn codes_rank_before_names_and_names_before_classes() {
    assert_eq!(codes("31")[..], ["311", "312", "313", "314"]);
    assert_eq!(codes("312")[..], ["312"]);
    for query in [
        "3120",
        "C3120",
        "c312",
        "３１２",
        "312 炼钢",
        "312炼钢",
        "lg 312",
    ] {
        assert_eq!(codes(query), ["312"], "{query}");
    }
    // By the name, then by a 小类.
    assert_eq!(codes("水泥")[..2], ["301", "302"]);
    assert_eq!(codes("锂离子电池")[..1], ["384"]);
    assert_eq!(codes("铜冶炼")[..1], ["321"]);
    // By the 大类.
    assert!(codes("黑色金属冶炼").contains(&"312"));
    // Marks in names need not be typed.
    assert_eq!(codes("水泥石灰和石膏")[..1], ["301"]);
}

#[test]
fn pinyin_finds_whole_names_first() {
    assert_eq!(codes("lg")[0], "312");
    assert_eq!(codes("liangang")[0], "312");
    assert_eq!(codes("LianGang")[0], "312");
    assert_eq!(codes("liang")[0], "312");
    // 电车制造 and 电池制造 share their initials.
    assert_eq!(codes("dczz")[..2], ["365", "384"]);
    assert_eq!(codes("dianchi")[0], "384");
    assert!(codes("cyysjsyl").contains(&"321"));
}

#[test]
fn everyday_words_lead_somewhere() {
    assert!(codes("钢铁").contains(&"312"));
    assert!(codes("水泥厂").contains(&"301"));
    assert!(codes("火力发电厂").contains(&"441"));
    assert!(codes("xqzqzq").is_empty());
    assert!(codes("龘靐").is_empty());
    assert!(codes("99999").is_empty());
    assert!(
        codes("，。").len() == 20,
        "nothing but marks is an empty query"
    );
}

#[test]
fn provinces_have_a_short_name_each() {
    let catalog = Catalog::load();
    let shorts: Vec<&str> = catalog
        .provinces()
        .iter()
        .filter_map(|division| division.short.as_deref())
        .collect();
    assert_eq!(shorts.len(), 35);
    assert_eq!(shorts.first(), Some(&"北京"));
    assert_eq!(shorts.last(), Some(&"新疆生产建设兵团"));
    for name in [
        "广东",
        "广东省",
        "内蒙古",
        "内蒙古自治区",
        "新疆生产建设兵团",
    ] {
        assert!(catalog.province(name).is_some(), "{name}");
    }
    for name in ["", "广", "广东 ", "广州市", "兵团"] {
        assert!(catalog.province(name).is_none(), "{name}");
    }
}

#[test]
fn divisions_are_found() {
    let search = |query: &str| names(Catalog::load().search_divisions(query, 5));
    assert_eq!(search("广东")[0], "广东省");
    assert!(search("广东").contains(&"广州市"));
    assert_eq!(search("gd")[0], "广东省");
    assert_eq!(search("dongguan")[0], "东莞市");
    assert_eq!(search("cq")[0], "重庆市");
    assert_eq!(search("chongqing")[0], "重庆市");
    assert_eq!(search("4419")[0], "东莞市");
    assert_eq!(search("兵团")[0], "新疆生产建设兵团");
    let dongguan = Catalog::load().search_divisions("东莞", 1);
    assert_eq!(dongguan[0].province.as_deref(), Some("广东"));
}

#[test]
fn wastes_are_found() {
    let search = |query: &str| -> Vec<&str> {
        Catalog::load()
            .search_wastes(query, 5)
            .into_iter()
            .map(|waste| waste.name.as_str())
            .collect()
    };
    assert_eq!(search("粉煤灰"), ["粉煤灰"]);
    assert_eq!(search("fmh")[0], "粉煤灰");
    assert_eq!(search("gaoluzha")[0], "高炉渣");
    assert_eq!(search("HW08"), ["废矿物油与含矿物油废物"]);
    assert_eq!(search("hw0").len(), 5);
    assert!(search("矿物油").contains(&"废矿物油与含矿物油废物"));
    assert!(search("钢铁").len() == 5);
}

#[test]
fn a_broken_table_is_said_to_be_so() {
    let code = |csv: &str| industry::read(csv).map(|_| ()).expect_err(csv).code();
    assert_eq!(code("level,code\n中类,312\n"), "catalog-unreadable");
    assert_eq!(
        code("level,code,name,parent\n中类,312,炼钢,31\n"),
        "catalog-broken"
    );
    assert_eq!(
        code("level,code,name,parent\n细类,31200,炼钢,312\n"),
        "catalog-broken"
    );
}

proptest! {
    #[test]
    fn searching_never_panics_and_keeps_the_limit(query in any::<String>(), limit in 0..30_usize) {
        let catalog = Catalog::load();
        prop_assert!(catalog.search_industries(&query, limit).len() <= limit);
        prop_assert!(catalog.search_divisions(&query, limit).len() <= limit);
        prop_assert!(catalog.search_wastes(&query, limit).len() <= limit);
    }

    #[test]
    fn any_part_of_a_name_finds_it(index in 0..473_usize, start in 0..6_usize, length in 2..6_usize) {
        let industry = &Catalog::load().industries()[index];
        let part: String = industry.name.chars().skip(start).take(length).collect();
        prop_assume!(part.chars().any(char::is_alphanumeric));
        let found = Catalog::load().search_industries(&part, usize::MAX);
        prop_assert!(found.iter().any(|found| found.code == industry.code));
    }
}

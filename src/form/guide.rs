//! The guide that comes with a call: what an applicant is asked to do, item by item, as data.
//!
//! A guide belongs to its form ([`Form::guide`](super::Form::guide)) and travels with it. It may stand in
//! the form's own file or in one beside it. Help, outline and coverage reach its items by id.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A whole guide, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// The id of the form it belongs to.
    pub id: String,
    /// Its official title.
    pub title: String,
    /// What stands before the first heading.
    pub preface: String,
    /// Chapters, parts, items and sub-items in the order of the text.
    #[serde(rename = "item")]
    pub items: Vec<GuideItem>,
}

/// A heading of the guide with the text directly under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GuideItem {
    /// Stable id along the numbering: `enterprise.1.2.1`.
    pub id: String,
    /// The kind of applicant it speaks to; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// The item it stands under; a chapter has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The number as printed, with its mark: `（一）`, `2.`, `2.1`.
    pub number: String,
    /// The heading without its number.
    pub heading: String,
    /// Our own words by which the narrative is known to speak of it; none for a heading that only
    /// holds others together.
    #[serde(default)]
    pub words: Vec<String>,
    /// The paragraphs under the heading, cut by `\n`; empty where only items follow.
    #[serde(default)]
    pub text: String,
}

impl Guide {
    /// What its items contradict each other in, with the index of the item: two share an id, or an item's
    /// parent does not stand before it or speaks to another applicant.
    pub(super) fn contradictions(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut seen: BTreeMap<&str, &GuideItem> = BTreeMap::new();
        for (at, item) in self.items.iter().enumerate() {
            if let Some(parent) = &item.parent {
                let fits = seen
                    .get(parent.as_str())
                    .is_some_and(|parent| parent.applicant == item.applicant);
                if !fits {
                    let what = format!(
                        "建设指南条目 {} 的上级 {parent} 不在它之前，或属于另一类申报单位",
                        item.id
                    );
                    found.push((at, what));
                }
            }
            if seen.insert(&item.id, item).is_some() {
                found.push((at, format!("建设指南条目 {} 出现了两次", item.id)));
            }
        }
        found
    }

    /// The numbered items for one kind of applicant, on every level, in the order of the text; its
    /// chapter itself is not among them.
    pub fn items<'g>(&'g self, applicant: &'g str) -> impl Iterator<Item = &'g GuideItem> {
        self.items.iter().filter(move |item| {
            item.parent.is_some() && item.applicant.as_deref() == Some(applicant)
        })
    }

    /// The item of an id, chapters included.
    pub fn item(&self, id: &str) -> Option<&GuideItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The items that stand directly under the item of an id.
    pub fn children<'g>(&'g self, id: &'g str) -> impl Iterator<Item = &'g GuideItem> {
        self.items
            .iter()
            .filter(move |item| item.parent.as_deref() == Some(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean;

    const NOTICE: &str = include_str!("../../assets/notice/miit-2025-539.txt");

    fn guide() -> &'static Guide {
        let form = crate::form::built_in("miit-2025-539").expect("the form");
        form.guide.as_ref().expect("the guide of the form")
    }

    /// Half-width and without white space: what is left to compare after the notice's line breaks.
    fn bare(text: &str) -> String {
        clean::narrow(text).split_whitespace().collect()
    }

    /// 附件1 of the notice.
    fn notice() -> &'static str {
        let start = NOTICE.find("\n附件 1\n").expect("the beginning");
        let rest = NOTICE[start..].trim_start().trim_start_matches("附件 1");
        &rest[..rest.find("\n附件 2\n").expect("the end")]
    }

    fn whole(guide: &Guide) -> String {
        let items = guide
            .items
            .iter()
            .map(|item| format!("{}{}{}", item.number, item.heading, item.text));
        bare(&format!(
            "{}{}{}",
            guide.title,
            guide.preface,
            items.collect::<String>()
        ))
    }

    #[test]
    fn it_is_the_notice_word_for_word() {
        assert_eq!(whole(guide()), bare(notice()));
    }

    #[test]
    fn every_sentence_stands_in_one_item() {
        let items: Vec<String> = guide()
            .items
            .iter()
            .map(|item| bare(&format!("{}{}\n{}", item.number, item.heading, item.text)))
            .collect();
        let chapters = &notice()[notice().find("二、“无废企业”").expect("the first chapter")..];
        let mut sentences = 0;
        for sentence in bare(chapters).split_inclusive('。') {
            // A heading stands in front of the sentence that it opens.
            let sentence = sentence.rsplit(':').next().unwrap_or(sentence);
            let end: String = sentence
                .chars()
                .rev()
                .take(20)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            assert!(items.iter().any(|item| item.contains(&end)), "{sentence}");
            sentences += 1;
        }
        assert!(sentences > 80, "{sentences}");
    }

    #[test]
    fn the_numbered_items_are_all_there() {
        let count = |applicant: &str, dots: usize| {
            guide()
                .items(applicant)
                .filter(|item| item.id.matches('.').count() == dots)
                .count()
        };
        // Parts, items, sub-items.
        assert_eq!([1, 2, 3].map(|dots| count("enterprise", dots)), [4, 18, 13]);
        assert_eq!([1, 2, 3].map(|dots| count("park", dots)), [5, 17, 0]);
        assert_eq!(guide().items("enterprise").count(), 35);
        assert_eq!(guide().items("park").count(), 22);
        assert_eq!(guide().items("nobody").count(), 0);
    }

    #[test]
    fn ids_follow_the_numbering() {
        let guide = guide();
        for item in guide.items.iter().filter(|item| item.parent.is_some()) {
            let (parent, last) = item.id.rsplit_once('.').expect("a dotted id");
            assert_eq!(item.parent.as_deref(), Some(parent));
            let number = match item.id.matches('.').count() {
                1 => format!(
                    "（{}）",
                    ["一", "二", "三", "四", "五"][last.parse::<usize>().expect("a number") - 1]
                ),
                2 => format!("{last}."),
                _ => format!("{}.{last}", parent.rsplit_once('.').expect("a dotted id").1),
            };
            assert_eq!(item.number, number, "{}", item.id);
            assert!(!item.heading.is_empty());
            assert!(
                !item.text.is_empty() || guide.children(&item.id).next().is_some(),
                "{}",
                item.id
            );
        }
    }

    #[test]
    fn an_item_is_reached_by_its_id() {
        let item = guide().item("enterprise.1.2.6").expect("an item");
        assert_eq!(
            (item.number.as_str(), item.heading.as_str()),
            ("2.6", "适时开展工艺技术改造")
        );
        assert!(
            item.text.starts_with("企业应将现有工艺产废情况") && item.text.ends_with("产生强度。")
        );
        assert_eq!(
            guide().item("park.4").expect("a part").heading,
            "推动园区工业固体废物就地就近消纳利用"
        );
        assert_eq!(
            guide()
                .item("general")
                .expect("the first chapter")
                .text
                .lines()
                .count(),
            3
        );
        assert_eq!(guide().children("park").count(), 5);
        assert!(guide().item("enterprise.9").is_none());
    }

    #[test]
    fn every_item_that_asks_for_something_has_words_to_look_for() {
        let guide = guide();
        for item in guide.items.iter().filter(|item| item.parent.is_some()) {
            let holds_others = guide.children(&item.id).next().is_some();
            assert!(holds_others || !item.words.is_empty(), "{}", item.id);
            let mut words = item.words.clone();
            words.sort();
            words.dedup();
            assert_eq!(words.len(), item.words.len(), "{}: twice the same", item.id);
            assert!(words.iter().all(|word| word.chars().count() > 1));
        }
    }

    #[test]
    fn no_paragraph_is_torn() {
        for item in guide().items.iter().filter(|item| !item.text.is_empty()) {
            for paragraph in item.text.lines() {
                assert!(
                    paragraph.ends_with(['。', '：']),
                    "{}: {paragraph}",
                    item.id
                );
                assert_eq!(paragraph.trim(), paragraph);
            }
        }
    }

    #[test]
    fn a_guide_that_contradicts_itself_is_found_out() {
        let found = |items: &str| {
            let text = format!("id = 'a'\ntitle = ''\npreface = ''\n{items}");
            let guide: Guide = toml::from_str(&text).expect("a guide");
            guide.contradictions().len()
        };
        let item = |id: &str, applicant: &str, parent: &str| {
            format!(
                "[[item]]\nid = '{id}'\nnumber = '1'\nheading = ''\napplicant = '{applicant}'\n{parent}\n"
            )
        };
        assert_eq!(found(&item("x", "one", "")), 0);
        for bad in [
            item("x", "one", "") + &item("x", "one", ""),
            item("x.1", "one", "parent = 'x'") + &item("x", "one", ""),
            item("x", "one", "") + &item("x.1", "two", "parent = 'x'"),
        ] {
            assert_eq!(found(&bad), 1, "{bad}");
        }
    }
}

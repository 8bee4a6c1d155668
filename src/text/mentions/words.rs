//! The words of Chinese reports that say how a number is meant. Language only, nothing of any form.
//!
//! Every pattern is matched against text that went through [`masked`] first.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::Bound;
use crate::text::clean;

/// A constant pattern of this file; the tests of the room run every one of them.
fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern")
}

/// Verbs and verbal nouns after which a bare number is an amount of change.
const VERBS: &str = "提高|提升|上升|升高|增长|增加|增大|增多|扩大|攀升|跃升|上涨|下降|降低|减少|减小|下滑|下跌|回落|缩减|缩小|压减|压降|削减|减量|增量|减排|新增|节约|节省|高出|多出|相差";
/// Nouns whose value is an amount of change, whatever verb stands between.
const NOUNS: &str =
    "增幅|降幅|涨幅|升幅|跌幅|减幅|幅度|增速|增长率|下降率|降低率|提高率|减少率|变化率";

/// Words that contain a telling word without meaning it (增加值 is no increase, 由于 opens no range).
static MASKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "增加值|增值税|减量化|提升机|提升泵|由于|自主|自行|自有|自产|自身|自建|自动|自然|从事|从而|从业|来自|理由|各自|因为|作为|成为|行为|甚至|达标|模拟|虚拟|全年|当年|本年|上年|去年|同年|次年|历年|近年|几年|以后|之后",
    )
});

/// `text` with every misleading word blotted out.
pub(super) fn masked(text: &str) -> Cow<'_, str> {
    MASKED.replace_all(text, "□")
}

/// Whether a number after `before` is an amount of change: an unresolved verb or a noun of change stands
/// close before it, as in “下降了10.7%”, “降幅达到10.7%”, “减少外运12万吨”; not “提高到98.73%”.
pub(super) fn tells_change(before: &str) -> bool {
    /// How many characters may stand between the verb and the number.
    const REACH: usize = 12;
    static NOUN: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("(?:{NOUNS})[^,;]{{0,8}}$")));
    static SHORT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[增降升减涨]了?(?:约|近|超过|超|逾)?\s*$"));
    NOUN.is_match(before)
        || SHORT.is_match(before)
        || after_last_verb(before)
            .is_some_and(|after| !RESOLVED.is_match(after) && after.chars().count() <= REACH)
}

/// Whether `before` ends in a verb of change that leads to a level: “提高到”, “降至”, “减少为”.
pub(super) fn leads_to_level(before: &str) -> bool {
    static SHORT: LazyLock<Regex> = LazyLock::new(|| pattern("[增降升减涨提][到至为][^,;]{0,8}$"));
    SHORT.is_match(before) || after_last_verb(before).is_some_and(|after| RESOLVED.is_match(after))
}

/// What turns a verb of change towards the level that was reached.
static RESOLVED: LazyLock<Regex> =
    LazyLock::new(|| pattern("[到至达为的后]|稳定在|保持在|维持在|控制在"));

/// The text after the last verb of change in `before`.
fn after_last_verb(before: &str) -> Option<&str> {
    static VERB: LazyLock<Regex> = LazyLock::new(|| pattern(VERBS));
    let verb = VERB.find_iter(before).last()?;
    before.get(verb.end()..)
}

/// Whether `between` holds anything that ends the reach of a year of comparison or of departure
/// (“较2022年的93.23%提高到98.73%”: 2022 reaches the first number and not the second).
pub(super) fn moves_on(between: &str) -> bool {
    static MOVES: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!("{VERBS}|[到至达]|→|[增降升减涨]为")));
    MOVES.is_match(between)
}

/// Whether `between` holds a mark or word after which a year of comparison governs no plain level.
pub(super) fn compares(between: &str) -> bool {
    static COMPARES: LazyLock<Regex> = LazyLock::new(|| pattern("[,;]|相比|比较|对比|相较"));
    COMPARES.is_match(between)
}

/// Whether the number after `before` opens a movement: “由…93.23%”, “从…”, “自…”.
pub(super) fn opens_movement(before: &str) -> bool {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| pattern("[由从自][^,;到至达]{0,24}$"));
    OPENS.is_match(before) && !moves_on(before)
}

/// Whether the number after `before` may close a movement: “…到98.73%”, “…降至”, “…为”.
pub(super) fn closes_movement(before: &str) -> bool {
    static CLOSES: LazyLock<Regex> = LazyLock::new(|| pattern("(?:[到至达为成]|→)[^,;]{0,8}$"));
    CLOSES.is_match(before) || leads_to_level(before)
}

/// Whether the number after `before` is only a bound or a rough figure.
pub(super) fn approximates(before: &str) -> bool {
    static APPROXIMATES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:约|近|将近|接近|超过|超|逾|突破|不足|不到|不低于|不少于|不超过|不高于|高于|低于|多于|少于|大于|小于|至少|最多|几乎|≥|≤|≈|>|<|~)[了为达]?到?\s*$",
        )
    });
    APPROXIMATES.is_match(before)
}

/// Whether `after`, what follows number and unit, makes the number a bound or a rough figure.
pub(super) fn approximated(after: &str) -> bool {
    static APPROXIMATED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^\s*(?:以上|以下|以内|左右|上下|之间|不等)"));
    APPROXIMATED.is_match(after)
}

/// On which side the truth may lie, by the words before the number and after number and unit.
pub(super) fn bound(before: &str, after: &str) -> Option<Bound> {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?P<least>不低于|不少于|不小于|≥|>)|(?P<most>不超过|不高于|不多于|不大于|不足|不到|≤|<)|(?P<above>超过|超|逾|突破|高于|多于|大于|至少)|(?P<below>低于|少于|小于|最多)",
        )
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^\s*(?:(?P<least>以上)|(?P<most>以下|以内)|(?P<span>之间|不等))")
    });
    if let Some(found) = AFTER.captures(after) {
        return Some(if found.name("least").is_some() {
            Bound::AtLeast
        } else if found.name("most").is_some() {
            Bound::AtMost
        } else {
            Bound::Span
        });
    }
    if !approximates(before) {
        return None;
    }
    let found = BEFORE.captures_iter(before).last()?;
    if found.name("least").or(found.name("above")).is_some() {
        Some(Bound::AtLeast)
    } else {
        Some(Bound::AtMost)
    }
}

/// Whether `after`, what follows number and unit, names the number a demand or an intention: “80%的要求”.
pub(super) fn named_plan(after: &str) -> bool {
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^\s*(?:以上|以下)?的?(?:要求|目标|门槛|标准|限值|红线|任务)"));
    NAMED.is_match(after)
}

/// Whether `text`, once its numbers and units are taken out, only leads from an indicator to its figure:
/// “由…提高到”, “逐年上升，分别为…、…和”. Anything else in it may be what the number is really of.
pub fn only_links(text: &str) -> bool {
    static LINKS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            r#"^(?:{VERBS}|达到|约|近|将近|接近|超过|超|逾|突破|不低于|不少于|不超过|不足|不到|高于|低于|至少|≥|≤|≈|>|<|仅|只有|只|已经|已|实现|完成|高达|变为|分别|依次|逐年|逐步|稳步|持续|大幅|显著|明显|进一步|快速|总体|基本|连续|稳定在|稳定|保持在|保持|维持在|维持|控制在|水平|同比|环比|上年|去年|当年|全年|同期|较|比|相比|累计|合计|总计|共计|共|建设前|建设后|改造前|改造后|实施前|实施后|期间|截至|个?百分点|左右|以上|以下|[达到至为是由从自将则也都均又再还即各升增降减变成了的在与和及余多]|[0-9]*年[度末底初]?|[、,:()“”"—–~→▢\s-])*$"#
        ))
    });
    LINKS.is_match(&clean::narrow(text))
}

/// Whether `after`, what follows number and unit, makes the number a mark of something else: “100%的企业”.
pub fn belongs_to_what_follows(after: &str) -> bool {
    static LEVELS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^\s*的(?:水平|历史|成绩|佳绩|好成绩|新高|高位|高水平|较高水平|良好|纪录|记录)")
    });
    after.trim_start().starts_with('的') && !LEVELS.is_match(after)
}

/// Whether `text` distributes figures over several subjects or years (“分别为”).
pub fn distributes(text: &str) -> bool {
    text.contains("分别") || text.contains("依次")
}

/// Whether `after`, what follows number and unit, names the number a change: “10.7%的降幅”.
pub(super) fn named_change(after: &str) -> bool {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            r"^\s*(?:以上|左右)?(?:的?(?:{NOUNS})|的(?:{VERBS}))"
        ))
    });
    NAMED.is_match(after)
}

/// Whether `after`, what follows the number, is a unit of difference and never one of a level.
pub(super) fn is_points(after: &str) -> bool {
    static POINTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*[余多]?\s*个?百分点"));
    POINTS.is_match(after)
}

/// Whether `before` says that the number is an average, a rate of work or a share of a year.
pub(super) fn is_part(before: &str) -> bool {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "月均|日均|人均|户均|年均|年平均|平均每|每[年月日天吨]|[月日]产|年产|年处理|年利用|年综合利用|年消纳|年加工|年可|可年|[上下]半年|季度",
        )
    });
    PART.is_match(before)
}

/// Whether `before` speaks of a running total.
pub(super) fn is_total(before: &str) -> bool {
    static TOTAL: LazyLock<Regex> = LazyLock::new(|| pattern("累计|总计|共计|合计"));
    TOTAL.is_match(before)
}

/// Whether `before` speaks of an intention or forecast.
pub(super) fn is_plan(before: &str) -> bool {
    static PLAN: LazyLock<Regex> = LazyLock::new(|| {
        pattern("目标|力争|预计|争取|预期|有望|拟|计划[达到至]|规划[达到至]|将达")
    });
    PLAN.is_match(before)
}

/// How the text between two numbers joins them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// An enumeration: 、 和 及 /.
    List,
    /// An enumeration by commas, which may as well be two clauses.
    Comma,
    /// A movement drawn with an arrow.
    Arrow,
    /// From … to …: one rough figure with two ends, or a movement in words.
    Span,
}

/// The link that `between`, all of the text between two numbers with their units, makes.
pub(super) fn link(between: &str) -> Option<Link> {
    static LIST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(?:、|和|与|及|以及|或|/)\s*$"));
    static SPAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(?:—+|-|–|~|至|到)\s*$"));
    match between.trim() {
        "," => Some(Link::Comma),
        "→" | "->" => Some(Link::Arrow),
        _ if LIST.is_match(between) => Some(Link::List),
        _ if SPAN.is_match(between) => Some(Link::Span),
        _ => None,
    }
}

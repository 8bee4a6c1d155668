//! Where a line may end: UAX 14 (strict) as a base, and on top of it what Chinese type asks for
//! (GB/T 15834—2011, 5.1; CLREQ 3.1).

use icu_segmenter::LineSegmenterBorrowed;
use icu_segmenter::options::LineBreakOptions;

/// Whether a character may not begin a line: marks that close, pause or stop, connecting and
/// separating marks, and signs that follow a figure.
pub fn never_first(char: char) -> bool {
    matches!(
        char,
        '，' | '。' | '、' | '；' | '：' | '！' | '？' | '．' | '”' | '’' | '）' | '》' | '〉'
            | '」' | '』' | '】' | '〕' | '〗' | '］' | '｝' | '…' | '—' | '～' | '·' | '‧' | '–'
            | '％' | '‰' | '℃' | '°' | '′' | '″' | '／' | '々' | 'ー' | '•'
            | ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '%' | '»'
            | '⁺' | '⁻' | '\u{2080}'..='\u{2089}' | '\u{2070}'..='\u{2079}' | '²' | '³' | '¹'
    )
}

/// Whether a character may not end a line: marks that open, and signs that lead a figure.
pub fn never_last(char: char) -> bool {
    matches!(
        char,
        '“' | '‘'
            | '（'
            | '《'
            | '〈'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '［'
            | '｛'
            | '￥'
            | '＄'
            | '№'
            | '／'
            | '('
            | '['
            | '{'
            | '«'
            | '$'
            | '¥'
            | '£'
            | '€'
            | '±'
    )
}

/// Whether a character is an ideograph or kana: text that may break on both sides of it and that
/// keeps a quarter em from Latin letters and figures.
pub fn is_ideograph(char: char) -> bool {
    matches!(char,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A full-width mark whose right half is empty.
pub fn is_closing(char: char) -> bool {
    matches!(
        char,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '．'
            | '”'
            | '’'
            | '）'
            | '》'
            | '〉'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '］'
            | '｝'
    )
}

/// A full-width mark whose left half is empty.
pub fn is_opening(char: char) -> bool {
    matches!(
        char,
        '“' | '‘' | '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '〖' | '［' | '｛'
    )
}

/// A letter or figure of Latin, Greek or Cyrillic script, or a sign that belongs to one.
pub fn is_western(char: char) -> bool {
    char.is_ascii_alphanumeric()
        || matches!(char,
            '%' | '‰' | '°' | '@' | '#' | '&' | '+' | '$' | '²' | '³' | '¹' | '±' | '×'
            | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}'
            | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{4ff}' | '\u{2070}'..='\u{209c}')
}

/// Measures and counters that stay with the figure before them.
fn is_measure(char: char) -> bool {
    matches!(
        char,
        '万' | '亿'
            | '千'
            | '百'
            | '年'
            | '月'
            | '日'
            | '时'
            | '分'
            | '秒'
            | '吨'
            | '元'
            | '米'
            | '克'
            | '升'
            | '度'
            | '亩'
            | '倍'
            | '家'
            | '个'
            | '项'
            | '名'
            | '人'
            | '台'
            | '套'
            | '座'
            | '条'
            | '户'
            | '批'
            | '次'
            | '种'
            | '类'
            | '期'
            | '岁'
            | '位'
            | '级'
            | '号'
            | '㎡'
            | '㎏'
            | '㎞'
            | '㎜'
            | '㎝'
    )
}

/// What stands between a character and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// They stay together.
    Bound,
    /// A line may end here when nothing better offers itself: inside an address or a long word.
    Soft,
    /// A line may end here.
    Open,
}

/// What stands after each character of a text. After the last it is [`Between::Open`].
pub fn between(text: &str, segmenter: &LineSegmenterBorrowed<'_>) -> Vec<Between> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut open = vec![false; text.len() + 1];
    for at in segmenter.segment_str(text) {
        if let Some(slot) = open.get_mut(at) {
            *slot = true;
        }
    }
    let mut result: Vec<Between> = chars
        .iter()
        .enumerate()
        .map(|(i, (_, this))| {
            let Some((next_at, next)) = chars.get(i + 1) else {
                return Between::Open;
            };
            let before = i.checked_sub(1).and_then(|b| chars.get(b)).map(|c| c.1);
            let unicode = open.get(*next_at).copied().unwrap_or(false);
            if may_part(before, *this, *next, unicode) {
                Between::Open
            } else if is_soft(before, *this, *next) {
                Between::Soft
            } else {
                Between::Bound
            }
        })
        .collect();
    bind_measures(&chars, &mut result);
    result
}

/// The line segmenter that [`between`] works on.
pub fn segmenter() -> LineSegmenterBorrowed<'static> {
    icu_segmenter::LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default())
}

fn may_part(before: Option<char>, this: char, next: char, unicode: bool) -> bool {
    if never_first(next) || never_last(this) {
        return false;
    }
    // 连接号 and 分隔号 between figures or units: 2022—2025, 万吨/年.
    if matches!(this, '—' | '～' | '–' | '~' | '-')
        && (next.is_ascii_digit() || before.is_some_and(|b| b.is_ascii_digit()))
    {
        return false;
    }
    if this == '/' || next == '/' {
        return false;
    }
    // UAX 14 lets nothing part from a quotation mark; Chinese text parts outside of a pair.
    let han = |c: char| is_ideograph(c) || is_closing(c) || is_opening(c) || matches!(c, '…' | '—');
    if matches!(next, '“' | '‘') && (han(this) || is_western(this)) {
        return true;
    }
    if matches!(this, '”' | '’') && (han(next) || is_western(next)) {
        return !(this == '’' && next.is_ascii_alphabetic());
    }
    unicode
}

/// Inside addresses and long codes a line may end behind a separating mark.
fn is_soft(before: Option<char>, this: char, next: char) -> bool {
    let in_figure = before.is_some_and(|b| b.is_ascii_digit()) && next.is_ascii_digit();
    !in_figure
        && matches!(
            this,
            '/' | '\\'
                | '-'
                | '_'
                | '.'
                | '?'
                | '&'
                | '='
                | '#'
                | ':'
                | ','
                | ';'
                | '@'
                | '~'
                | '+'
        )
        && next.is_ascii_alphanumeric()
}

/// Keeps figures with the measures behind them (151.7 万吨, 2025 年, 2.07 吨/万元), and measures of
/// two characters in one piece.
fn bind_measures(chars: &[(usize, char)], between: &mut [Between]) {
    let mut in_figure = false;
    for (i, pair) in chars.windows(2).enumerate() {
        let (Some((_, this)), Some((_, next))) = (pair.first(), pair.last()) else {
            continue;
        };
        let multiplies = matches!(this, '万' | '亿' | '千' | '百');
        let two = multiplies && matches!(next, '吨' | '元' | '米' | '克' | '升' | '亩' | '瓦');
        in_figure = this.is_ascii_digit() || (in_figure && (multiplies || *this == '/'));
        if (two || (in_figure && is_measure(*next)))
            && let Some(slot) = between.get_mut(i)
        {
            *slot = Between::Bound;
            in_figure = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `|` where a line may end.
    fn shown(text: &str) -> String {
        text.chars()
            .zip(between(text, &segmenter()))
            .map(|(char, between)| match between {
                Between::Open => format!("{char}|"),
                Between::Soft => format!("{char}~"),
                Between::Bound => char.to_string(),
            })
            .collect()
    }

    #[test]
    fn chinese_parts_between_characters_but_not_before_closing_marks() {
        assert_eq!(shown("固废，综合（利用）。"), "固|废，|综|合|（利|用）。|");
        assert_eq!(shown("建设“无废企业”的"), "建|设|“无|废|企|业”|的|");
        assert_eq!(shown("提高——效率……好"), "提|高——|效|率……|好|");
    }

    #[test]
    fn figures_keep_their_measures_and_their_marks() {
        assert_eq!(shown("达151.7万吨/年的"), "达|151.7万吨/年|的|");
        assert_eq!(shown("2022—2025年间"), "2022—2025年|间|");
        assert_eq!(shown("为95.32%以上"), "为|95.32%|以|上|");
        assert_eq!(shown("共3家企业"), "共|3家|企|业|");
        assert_eq!(shown("2.0741吨/万元下"), "2.0741吨/万元|下|");
        assert_eq!(shown("（万吨）2025年月"), "（万吨）|2025年|月|");
    }

    #[test]
    fn addresses_may_part_behind_their_marks() {
        assert_eq!(shown("见http://a.cn/b-c"), "见|http://~a.~cn/~b-|c|");
    }
}

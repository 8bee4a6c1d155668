//! What was measured, for a person.

use std::time::Duration;

use super::measure::Cost;
use super::{COMPARED, Measured};

/// Our export takes at most one part in so many of the time that Python libraries and typst take.
const BELOW_PYTHON: f64 = 5.0;
/// The same of LibreOffice.
const BELOW_OFFICE: f64 = 25.0;
/// Largest memory in MB.
const MEMORY: f64 = 120.0;
/// How much more a photograph may cost among many than among few.
const STEEPER: f64 = 1.5;

/// Prints what was measured, and whether it keeps the limits.
pub fn print(measured: &Measured) {
    let ours = measured.ours();
    println!("\n{COMPARED} 张 3000×2000 的照片，企业示例，全新进程，各取中位数：\n");
    row("", ["用时", "内存", "是本程序的"]);
    for (name, cost) in [
        ("本程序，三份文件，写后读回核对", ours),
        (
            "python-docx＋XlsxWriter＋typst，同样的图片",
            measured.python,
        ),
        (
            "python-docx＋XlsxWriter＋typst，原照片",
            measured.python_originals,
        ),
        ("LibreOffice，只把同一份 Word 转为 PDF", measured.office),
    ] {
        let times = format!("{:.1} 倍", ratio(cost, ours));
        row(name, [&seconds(cost.time), &megabytes(cost), &times]);
    }
    println!();
    for (photos, cost) in &measured.growing {
        let name = format!("本程序，{photos} 张照片");
        row(&name, [&seconds(cost.time), &megabytes(*cost), ""]);
    }
    let name = format!("插入 {COMPARED} 张照片（缩小、存入草稿）");
    let cost = measured.insertion;
    row(&name, [&seconds(cost.time), &megabytes(cost), ""]);

    println!("\n限度：");
    let python = ratio(measured.python, ours);
    judge(
        "用时不超过 python-docx＋XlsxWriter＋typst 的 1/5",
        python >= BELOW_PYTHON,
        &format!("1/{python:.1}"),
    );
    let office = ratio(measured.office, ours);
    judge(
        "用时不超过 LibreOffice 的 1/25",
        office >= BELOW_OFFICE,
        &format!("1/{office:.1}"),
    );
    judge("内存不超过 120 MB", mb(ours) <= MEMORY, &megabytes(ours));
    let costs = per_photo(&measured.growing);
    judge(
        "用时随照片数线性增长",
        is_linear(&costs),
        &format!(
            "每多一张用 {} 毫秒",
            costs
                .iter()
                .map(|cost| format!("{cost:.1}"))
                .collect::<Vec<_>>()
                .join("、")
        ),
    );
}

/// Prints whether a limit is kept.
pub fn judge(limit: &str, holds: bool, found: &str) {
    let verdict = if holds { "达到" } else { "未达到" };
    println!("  {limit}：{verdict}（{found}）");
}

/// Milliseconds that each further photograph costs, from one number of photographs to the next.
fn per_photo(growing: &[(usize, Cost)]) -> Vec<f64> {
    growing
        .windows(2)
        .map(|pair| {
            let photos = (pair[1].0 - pair[0].0) as f64;
            (pair[1].1.time.as_secs_f64() - pair[0].1.time.as_secs_f64()) * 1000.0 / photos
        })
        .collect()
}

/// Whether the last photographs cost no more than the dearest before, give or take.
fn is_linear(costs: &[f64]) -> bool {
    match costs {
        [before @ .., last] => {
            let dearest = before.iter().copied().fold(0.0, f64::max);
            before.is_empty() || *last <= dearest * STEEPER
        }
        [] => true,
    }
}

fn ratio(of: Cost, to: Cost) -> f64 {
    of.time.as_secs_f64() / to.time.as_secs_f64().max(f64::EPSILON)
}

fn mb(cost: Cost) -> f64 {
    cost.memory as f64 / 1024.0
}

fn megabytes(cost: Cost) -> String {
    format!("{:.0} MB", mb(cost))
}

fn seconds(time: Duration) -> String {
    format!("{:.3} 秒", time.as_secs_f64())
}

fn row(name: &str, columns: [&str; 3]) {
    let [time, memory, times] = columns.map(|text| padded(text, 12));
    let name = format!("{name}{}", " ".repeat(46_usize.saturating_sub(wide(name))));
    println!("  {name}{time}{memory}{times}");
}

/// Text set to the right of a column.
fn padded(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(wide(text))))
}

/// Columns on a terminal: Chinese takes two.
fn wide(text: &str) -> usize {
    text.chars()
        .map(|char| if char >= '\u{2e80}' { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_no_line() {
        assert!(is_linear(&[5.0, 6.0, 5.5]));
        assert!(is_linear(&[5.0]));
        assert!(!is_linear(&[5.0, 6.0, 12.0]));
        let cost = |millis| Cost {
            time: Duration::from_millis(millis),
            memory: 0,
        };
        let growing = [(1, cost(100)), (10, cost(145)), (20, cost(215))];
        let costs: Vec<f64> = per_photo(&growing)
            .iter()
            .map(|cost| cost.round())
            .collect();
        assert_eq!(costs, [5.0, 7.0]);
    }
}

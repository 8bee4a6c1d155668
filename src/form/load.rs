//! Reading a form and refusing one that is not sound.

use std::sync::{Arc, LazyLock};

use super::examine::Text;
use super::guide::Guide;
use super::problem::{FormError, ProblemKind};
use super::verify::{self, Told};
use super::{Field, Form};

/// Bytes of a definition, or of a guide, at most: twenty times what the official ones have.
pub const LARGEST: usize = 1 << 20;

/// What the guide is called inside a form file.
pub const GUIDE: &str = "guide.toml";

/// A form that comes with the program, as text.
struct BuiltIn {
    definition: &'static str,
    guide: &'static str,
    /// SHA-256 of what [`Form::content`] writes of it, in hexadecimal digits.
    sha256: &'static str,
}

const BUILT_IN: [BuiltIn; 1] = [BuiltIn {
    definition: include_str!("../../assets/forms/miit-2025-539.toml"),
    guide: include_str!("../../assets/guide/miit-2025-539.toml"),
    sha256: include_str!("../../assets/forms/miit-2025-539.sha256"),
}];

static LOADED: LazyLock<Vec<Arc<Form>>> = LazyLock::new(|| {
    let read = |built_in: &BuiltIn| {
        let read = Form::read(built_in.definition, Some(built_in.guide));
        // That it is sound is not looked at anew with each start: a test does.
        Arc::new(read.expect("the forms in assets/forms are tested").0)
    };
    BUILT_IN.iter().map(read).collect()
});

/// The forms that come with the program, newest first.
pub fn built_ins() -> &'static [Arc<Form>] {
    &LOADED
}

/// The form of an id among those that come with the program.
pub fn built_in(id: &str) -> Option<&'static Arc<Form>> {
    built_ins().iter().find(|form| form.id == id)
}

impl Form {
    /// Reads the text of a form's definition.
    ///
    /// # Errors
    /// [`FormError`] with all that is wrong, each problem with its line: what is not the grammar, or where
    /// it is, what contradicts itself or is more than a form may ask.
    pub fn parse(text: &str) -> Result<Arc<Form>, FormError> {
        Form::parse_with(text, None)
    }

    /// Reads the texts of a form's definition and of its guide, where that stands in a file of its own.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(text: &str, guide: Option<&str>) -> Result<Arc<Form>, FormError> {
        for (text, what) in [(Some(text), "表单定义"), (guide, "建设指南")] {
            if text.is_some_and(|text| text.len() > LARGEST) {
                let what = format!("{what}超过 {} MB", LARGEST >> 20);
                return Err(FormError::one(ProblemKind::Limit, what));
            }
        }
        let (form, mut told) = Form::read(text, guide)?;
        let form = Arc::new(form);
        told.extend(verify::problems(&form));
        if told.is_empty() {
            return Ok(form);
        }
        let definition = Text::new(text, "");
        let guide = guide.map(|text| Text::new(text, GUIDE));
        let lined = told.into_iter().map(|told| match &guide {
            Some(guide) if told.at.starts_with("guide.") => guide.lined(told),
            _ => definition.lined(told),
        });
        let mut problems: Vec<_> = lined.collect();
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        Err(FormError::Problems(problems))
    }

    /// SHA-256 of what [`content`](Self::content) writes of a form that comes with the program, in
    /// hexadecimal digits; `None` for every other form.
    pub fn known_sha256(self: &Arc<Self>) -> Option<&'static str> {
        let at = built_ins()
            .iter()
            .position(|form| Arc::ptr_eq(form, self))?;
        Some(BUILT_IN.get(at)?.sha256.trim_end())
    }

    /// Reads what has the shape of a form, with what is wrong between its two texts.
    fn read(text: &str, guide: Option<&str>) -> Result<(Form, Vec<Told>), FormError> {
        let form = toml::from_str::<Form>(text);
        let guide_read = guide.map(toml::from_str::<Guide>).transpose();
        let (mut form, guide_read) = match (form, guide_read) {
            (Ok(form), Ok(guide)) => (form, guide),
            (form, guide_read) => {
                let wrong = form
                    .err()
                    .map(|error| Text::new(text, "").definition(&error));
                let mut problems = wrong.unwrap_or_default();
                if let (Some(text), Err(error)) = (guide, guide_read) {
                    problems.extend(Text::new(text, GUIDE).guide(&error));
                }
                return Err(FormError::Problems(problems));
            }
        };
        let mut told = Vec::new();
        if let Some(guide) = guide_read {
            if form.guide.is_some() {
                told.push(Told {
                    at: "guide".to_owned(),
                    kind: ProblemKind::Contradiction,
                    what: format!("建设指南写了两处：表单定义里和 {GUIDE} 里"),
                });
            }
            form.guide = Some(guide);
        }
        for section in &mut form.sections {
            section.fields.iter_mut().for_each(shorten);
        }
        Ok((form, told))
    }
}

/// Gives a field and its columns their short labels.
fn shorten(field: &mut Field) {
    if field.short.is_empty() {
        field.short = field.label.trim_end_matches(['*', '：', ':']).to_owned();
    }
    field.columns.iter_mut().for_each(shorten);
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    const OFFICIAL: &str = include_str!("../../assets/forms/miit-2025-539.toml");
    const WATER: &str = include_str!("../../tests/forms/water.toml");

    #[test]
    fn built_in_forms_load() {
        assert!(!built_ins().is_empty());
        for (form, text) in built_ins().iter().zip(&BUILT_IN) {
            assert_eq!(built_in(&form.id), Some(form));
            assert!(form.guide.is_some());
            let sound = Form::parse_with(text.definition, Some(text.guide));
            assert_eq!(sound.as_ref(), Ok(form));
            let sha256: String = Sha256::digest(form.content())
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(form.known_sha256(), Some(sha256.as_str()), "{}", form.id);
        }
        let other = Form::parse(WATER).expect("a sound form");
        assert_eq!(other.known_sha256(), None);
    }

    /// The made-up form with some words of it replaced.
    fn changed(changes: &[(&str, &str)]) -> String {
        changes.iter().fold(WATER.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        })
    }

    /// The problems of a form.
    fn found(text: &str) -> Vec<String> {
        match Form::parse(text) {
            Ok(_) => Vec::new(),
            Err(error) => error.problems().iter().map(ToString::to_string).collect(),
        }
    }

    /// The line of a text on which some words stand first.
    fn line_of(text: &str, words: &str) -> usize {
        let at = text.find(words).expect(words);
        text[..at].matches('\n').count() + 1
    }

    #[test]
    fn a_sound_form_has_no_problems() {
        assert_eq!(found(WATER), [""; 0]);
    }

    #[test]
    fn a_rule_about_an_unknown_place_is_refused() {
        let broken = format!(
            "{OFFICIAL}\n[[rule]]\nkind = \"descending\"\nrows = \"nowhere\"\nby = \"x\"\n"
        );
        let error = Form::parse(&broken).expect_err("unknown place");
        assert_eq!(error.code(), "form-contradiction");
        assert!(error.to_string().contains("nowhere"), "{error}");
        let line = broken[..broken.find("rows = \"nowhere\"").expect("it")]
            .matches('\n')
            .count()
            + 1;
        assert_eq!(error.problems()[0].line, Some(line));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let error = Form::parse(&format!("surprise = 1\n{OFFICIAL}")).expect_err("unknown key");
        assert_eq!(error.code(), "form-syntax");
        assert_eq!(error.problems()[0].line, Some(1));
    }

    #[test]
    fn all_that_the_grammar_finds_is_told_with_its_line() {
        let text = changed(&[
            ("kind = \"cover\"", "kind = \"covers\""),
            ("label = \"申请日期\"\n", "labell = \"申请日期\"\n"),
            ("places = 1", "places = \"one\""),
            ("data_sheet = \"明细\"\n", ""),
            ("contents = \"目次\"\n", ""),
        ]);
        let told = found(&text);
        assert_eq!(told.len(), 6, "{told:#?}");
        for (words, line) in [
            ("kind 不能写“covers”，可以写：cover、", "kind = \"covers\""),
            ("没有 labell 这个键", "labell = "),
            ("缺少 label", "[[section.field]]\npath = \"front.day\""),
            ("缺少 contents", "[documents]"),
            ("缺少 data_sheet", "[documents]"),
            (
                "places 的值不对：写的是文字 \"one\"，应是不小于 0 的整数",
                "places = \"one\"",
            ),
        ] {
            let line = format!("第 {} 行：", line_of(&text, line));
            let fits = |one: &String| one.contains(words) && one.starts_with(&line);
            assert!(told.iter().any(fits), "{line}{words}: {told:#?}");
        }
    }

    #[test]
    fn all_contradictions_are_told_with_their_lines() {
        let text = changed(&[
            ("carry = \"front.unit\"", "carry = \"unit.title\""),
            ("times = \"100\" } }\nwords", "times = \"0\" } }\nwords"),
            ("by = \"drawn\"", "by = \"house\""),
        ]);
        let told = found(&text);
        assert_eq!(told.len(), 3, "{told:#?}");
        for (words, line) in [
            ("沿用的 unit.title", "carry = \"unit.title\""),
            ("times 应大于 0", "times = \"0\""),
            ("taps[].house", "by = \"house\""),
        ] {
            let line = format!("第 {} 行：", line_of(&text, line));
            let fits = |one: &String| one.contains(words) && one.starts_with(&line);
            assert!(told.iter().any(fits), "{line}{words}: {told:#?}");
        }
    }

    #[test]
    fn what_belongs_elsewhere_is_refused() {
        for (from, to) in [
            ("kind = \"cover\"", "kind = \"cover\"\nlines = 5"),
            (
                "kind = \"pledge\"",
                "kind = \"pledge\"\nnotice_years = [2023]",
            ),
            (
                "kind = \"narrative\"",
                "kind = \"narrative\"\nsignature = [\"x\"]",
            ),
            ("kind = \"count\"", "kind = \"count\"\naffirm = true"),
            ("kind = \"date\"", "kind = \"date\"\nunit = \"天\""),
            (
                "kind = \"date\"",
                "kind = \"date\"\noutline = [{ level = 1, text = \"x\" }]",
            ),
            ("kind = \"date\"", "kind = \"rows\""),
            ("path = \"label\"", "path = \"id\""),
            ("path = \"label\"", "path = \"amount\""),
            ("path = \"front.day\"", "path = \"front.unit\""),
            ("path = \"front.day\"", "path = \"front.unit.day\""),
            ("path = \"front.day\"", "path = \"attachments.day\""),
            ("notice_years = [2023, 2024]", "notice_years = [2022]"),
            ("places = 1", "places = 1000000000"),
            ("at_most = 4", "at_most = 1000000000"),
            ("printed = 2", "printed = 1000000000"),
            ("width = 4", "width = 1000000000"),
            ("width = 4", "width = 0"),
            ("level = 1", "level = 200"),
            ("paper = \"申请书\"", "paper = \"../申请书\""),
            ("paper = \"申请书\"", "paper = \"盖章页\""),
            ("sheet = \"用水\"", "sheet = \"明细\""),
            ("sheet = \"用水\"", "sheet = \"a/b\""),
            ("name = \"附带文件\"", "name = \"..\""),
            (
                "collected = [2023, 2024, 2025, 2026]",
                "collected = [2026, 2025]",
            ),
            ("bases = [2023, 2025]", "bases = [2025, 2023]"),
            ("literal = [\"某某\"]", "literal = [\"\"]"),
            ("words = [\"中水率\"]", "words = [\"\"]"),
            ("over = \"use.reused\"", "over = \"use.ratio\""),
            ("over = \"use.reused\"", "over = \"use.reused[0]\""),
            ("over = \"use.reused\"", "over = \"\""),
            ("unit_from = \"use.piece\"", "unit_from = \"use.pieces\""),
            ("years = 3", "years = 30000"),
            ("label = \"学校\"", "label = \"学\\u0000校\""),
            ("label = \"学校\"", "label = \"学\\n校\""),
            ("id = \"water-2027\"", "id = \"../water\""),
            (
                "any = [\n  { at-least = { of = \"use.ratio\", value = \"30\" } },\n  { rise = { of = \"use.ratio\", value = \"5\" } },\n]",
                "any = []",
            ),
        ] {
            let told = found(&changed(&[(from, to)]));
            assert!(!told.is_empty(), "{to}");
            assert!(told.iter().all(|one| one.starts_with('第')), "{told:?}");
        }
    }

    #[test]
    fn a_guide_for_another_form_is_refused() {
        let guide = "id = \"other\"\ntitle = \"\"\npreface = \"\"\nitem = []\n";
        let error = Form::parse_with(WATER, Some(guide)).expect_err("another form's");
        assert!(
            error.problems()[0]
                .to_string()
                .starts_with("guide.toml 第 1 行："),
            "{error}"
        );
        let error = Form::parse_with(WATER, Some("title = 1\n")).expect_err("no guide");
        let told: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 4, "{told:?}");
    }

    #[test]
    fn deep_and_large_texts_are_refused() {
        let deep = |open: &str, close: &str| {
            format!("id = {}{}", open.repeat(50_000), close.repeat(50_000))
        };
        for text in [
            deep("[", "]"),
            deep("{a=", "}"),
            format!("{} = 1", "a.".repeat(100_000) + "a"),
            format!("[{}]", "a.".repeat(100_000) + "a"),
            "x".repeat(LARGEST + 1),
            "[[section]]\n".repeat(60_000),
            "表".to_owned(),
            String::new(),
        ] {
            assert!(Form::parse(&text).is_err());
        }
    }
}

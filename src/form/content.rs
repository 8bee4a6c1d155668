//! A form by its content: canonical bytes, which a draft carries and by which two forms are told apart.

use std::sync::Arc;

use serde_json::Value;

use super::problem::{FormError, ProblemKind};
use super::{Form, verify};

/// Canonical bytes of a form at most: what the largest texts come to, with every key that they leave out.
pub const LARGEST_CONTENT: u64 = 8 << 20;

impl Form {
    /// The form as canonical bytes: JSON with its keys in order and without keys that say nothing. Comments
    /// and layout of the file that it came from make no difference.
    ///
    /// A key that is new in the grammar is left out while it has its default, so that what was written by
    /// an earlier program stays the same form.
    pub fn content(&self) -> Vec<u8> {
        let mut out = Vec::new();
        // Strings, numbers, lists and tables of them: serialising cannot fail.
        write(&serde_json::to_value(self).unwrap_or_default(), &mut out);
        out
    }

    /// Reads what [`content`](Self::content) gave. It may come from anywhere, and is looked at as any form.
    ///
    /// # Errors
    /// [`FormError`] with what is wrong.
    pub fn from_content(content: &[u8]) -> Result<Arc<Form>, FormError> {
        let form: Form = serde_json::from_slice(content)
            .map_err(|error| FormError::one(ProblemKind::Syntax, error.to_string()))?;
        let form = Arc::new(form);
        let told = verify::problems(&form);
        match told.is_empty() {
            true => Ok(form),
            false => Err(FormError::Problems(
                told.into_iter().map(verify::Told::unlined).collect(),
            )),
        }
    }
}

/// Writes a value with the keys of its objects in order. Writing into memory cannot fail.
fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().filter(|(_, v)| !v.is_null()).collect();
            entries.sort_unstable_by_key(|(key, _)| key.as_str());
            out.push(b'{');
            for (i, (key, value)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                let _ = serde_json::to_writer(&mut *out, key);
                out.push(b':');
                write(value, out);
            }
            out.push(b'}');
        }
        Value::Array(entries) => {
            out.push(b'[');
            for (i, entry) in entries.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(entry, out);
            }
            out.push(b']');
        }
        plain => {
            let _ = serde_json::to_writer(out, plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::built_ins;

    const WATER: &str = include_str!("../../tests/forms/water.toml");

    #[test]
    fn content_is_read_back_the_same() {
        let water = Form::parse(WATER).expect("a form");
        for form in built_ins().iter().chain([&water]) {
            let content = form.content();
            let again = Form::from_content(&content).expect("its own content");
            assert_eq!(&again, form);
            assert_eq!(again.content(), content);
            assert!(content.len() as u64 * 20 < LARGEST_CONTENT);
        }
    }

    #[test]
    fn comments_and_layout_make_no_difference() {
        let other = WATER
            .replace("\n[[", "\n\n# 备注\n[[")
            .replace(" = ", "  =  ");
        let (one, other) = (Form::parse(WATER), Form::parse(&other));
        assert_eq!(
            one.expect("a form").content(),
            other.expect("a form").content()
        );
        let changed = WATER.replace("总用水量", "用水总量");
        let (one, other) = (Form::parse(WATER), Form::parse(&changed));
        assert_ne!(
            one.expect("a form").content(),
            other.expect("a form").content()
        );
    }

    #[test]
    fn what_is_no_content_is_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let water = String::from_utf8(Form::parse(WATER).expect("a form").content()).expect("text");
        for text in [
            "",
            "{}",
            "null",
            &deep,
            &water.replace("\"places\":1", "\"places\":4000000000"),
            &water.replace("\"id\":\"water-2027\"", "\"id\":\"../x\""),
            &water.replace("{\"applicants\"", "{\"surprise\":1,\"applicants\""),
        ] {
            assert!(Form::from_content(text.as_bytes()).is_err(), "{text:.60}");
        }
    }
}

//! Drafts for tests of the core through its public face.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use wufei::draft::{Attachment, Draft, Edit, Incoming, Request};
use wufei::form::{Form, Scope};

/// The folder of the samples.
pub fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples")
}

/// The form of the notice.
pub fn form() -> &'static Arc<Form> {
    wufei::form::built_in("miit-2025-539").expect("the form of the notice")
}

/// Attachments of a draft by id.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Both kinds of applicant.
pub const APPLICANTS: [&str; 2] = ["enterprise", "park"];

/// A draft with the answers of a JSON and attachments read from a folder.
pub fn draft(
    scope: &Scope,
    json: &str,
    folder: &std::path::Path,
) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    let incoming = Incoming::parse(scope, json).expect("answers that fit the form");
    draft
        .apply(scope, &Edit::All(incoming.edits))
        .expect("edits that fit the form");
    let mut bytes = BTreeMap::new();
    for entry in incoming.attachments.unwrap_or_default() {
        let content = fs::read(folder.join(&entry.file)).expect("the sample's file");
        let attachment =
            Attachment::of(&entry.id, &entry.kind, &entry.title, &entry.file, &content);
        draft
            .apply(scope, &Edit::PutAttachment { attachment })
            .expect("an attachment of a known kind");
        bytes.insert(entry.id, content);
    }
    (draft, bytes)
}

/// The text of a sample's answers.
pub fn sample_json(applicant: &str) -> String {
    fs::read_to_string(samples().join(format!("{applicant}.json"))).expect("a sample")
}

/// A sample as a draft, with its attachments' bytes.
pub fn sample(applicant: &str) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let scope = form().scope(applicant).expect("a kind of applicant");
    draft(&scope, &sample_json(applicant), &samples())
}

/// Sets the answer at a path (`null` clears it), as the window does.
pub fn set(draft: &mut Draft, path: &str, value: Value) {
    let scope = form().scope(&draft.applicant).expect("a kind of applicant");
    let request = Request::Set {
        path: path.to_owned(),
        value,
    };
    let edit = request.read(&scope, draft).expect(path);
    draft.apply(&scope, &edit).expect(path);
}

/// A sample with its answers changed.
pub fn changed(
    applicant: &str,
    change: impl FnOnce(&mut Value),
) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let mut answers: Value = serde_json::from_str(&sample_json(applicant)).expect("a sample");
    change(&mut answers);
    let scope = form().scope(applicant).expect("a kind of applicant");
    draft(&scope, &answers.to_string(), &samples())
}

/// A draft half way: years, rows, sections and files still missing.
pub fn half_filled(applicant: &str) -> (Draft, BTreeMap<String, Vec<u8>>) {
    changed(applicant, |answers| {
        let root = answers.as_object_mut().expect("answers");
        root.remove("statement");
        root.remove("summary");
        for (section, keys) in [
            ("cover", &["contact", "date"][..]),
            ("basics", &["filler_post", "website", "fax", "staff"]),
            ("case", &["innovations", "replication"]),
        ] {
            let section = root[section].as_object_mut().expect("a section");
            for key in keys {
                section.remove(*key);
            }
        }
        let years = |value: &mut Value, gone: &[&str]| {
            let years = value.as_object_mut().expect("years");
            for year in gone {
                years.remove(*year);
            }
        };
        years(&mut root["waste"]["utilised"], &["2024", "2025"]);
        years(&mut root["waste"]["generated_by"][0]["values"], &["2023"]);
        years(&mut root["production"]["output_value"], &["2022"]);
        root["waste"]["utilised_by"] = json!([]);
        root["attachments"] = json!([]);
    })
}

/// A draft as full as the form takes it: texts at their limits, figures of all sizes, many rows.
pub fn brimful(applicant: &str) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let text = |n: usize| -> String {
        "固体废物综合利用全过程管理，数据可追溯。"
            .chars()
            .cycle()
            .take(n)
            .collect()
    };
    changed(applicant, |answers| {
        let years = |i: usize| {
            let first = format!("{}.{:02}", 1200 + i, i % 100);
            json!({"2022": first, "2023": "1234567.89", "2024": "1", "2025": "0.0010"})
        };
        let many: Vec<Value> = (1..=40)
            .map(|i| json!({"name": format!("含铁、锌、铅尘泥（第{i}类，转炉二次除尘）"), "values": years(i)}))
            .collect();
        answers["waste"]["generated_by"] = json!(many);
        answers["waste"]["utilised_by"] = json!(many);
        answers["statement"] = json!(text(1000));
        answers["summary"]["brief"] = json!(text(200));
        answers["case"]["replication"] = json!([{"type": "paragraph", "text": text(3000)}]);
        answers["cover"]["name"] = json!(
            "某某市某某区（县）某某工业集团股份有限公司第二炼钢厂及其控股的资源循环利用有限责任公司"
        );
        if applicant == "park" {
            let firms: Vec<Value> = (0..10)
                .map(|i| json!({"name": format!("第{i}有色金属冶炼及压延加工股份有限公司"), "industry": "321",
                    "products": "电解锰12.5万吨、四氧化三锰3.2万吨、高纯硫酸锰6.8万吨、锰锌铁氧体1.1万吨",
                    "output_value": "1234567.89", "generated": format!("12.34{i}"), "utilised": "11.111"}))
                .collect();
            answers["top_enterprises"] = json!(firms);
        }
    })
}

/// A sample in which every text is one that does something in some program.
pub fn hostile(applicant: &str) -> (Draft, BTreeMap<String, Vec<u8>>) {
    const TEXT: &str = "=1+1 </w:t><w:p/> ]]> &#0; _x0041_ \u{0}\u{7}\u{FFFE} \u{202E}倒 𠮷👨\u{200D}👩 {{x}} \
                        %PDF (\\) <</Type>> '; \"甲\r\n乙\u{2028}丙";
    fn spoil(value: &mut Value) {
        match value {
            Value::String(text) => *text = TEXT.to_owned(),
            Value::Array(all) => all.iter_mut().for_each(spoil),
            Value::Object(map) => map
                .iter_mut()
                .filter(|(key, _)| {
                    !matches!(
                        key.as_str(),
                        "type"
                            | "of"
                            | "attachment"
                            | "attachments"
                            | "form"
                            | "applicant"
                            | "marks"
                            | "ref"
                    )
                })
                .for_each(|(_, value)| spoil(value)),
            _ => {}
        }
    }
    changed(applicant, spoil)
}

/// Drafts of every sort, by name.
pub fn drafts(applicant: &str) -> Vec<(&'static str, Draft, Files)> {
    let named = |name, (draft, bytes)| (name, draft, bytes);
    vec![
        named("sample", sample(applicant)),
        ("empty", Draft::new(&form().id, applicant), BTreeMap::new()),
        named("half-filled", half_filled(applicant)),
        named("brimful", brimful(applicant)),
        named("hostile", hostile(applicant)),
    ]
}

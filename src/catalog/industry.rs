//! Industries of GB/T 4754—2017, on the level of 中类.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::find::Keys;
use super::{CatalogError, rows};

const TABLE: &str = "industries.csv";

/// A 中类 of GB/T 4754—2017.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Industry {
    /// Three digits: `312`.
    pub code: String,
    /// 炼钢.
    pub name: String,
    /// The 大类 it belongs to: 黑色金属冶炼和压延加工业.
    pub division: String,
    /// The 门类 it belongs to: 制造业.
    pub section: String,
    /// The names of its 小类.
    pub classes: Vec<String>,
}

impl Industry {
    /// As the form writes it: “312 炼钢”.
    pub fn printed(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
}

#[derive(Deserialize)]
struct IndustryRow {
    level: String,
    code: String,
    name: String,
    parent: String,
}

/// The 中类 of the table in the order of their codes. The table goes from wide to narrow: a row stands
/// behind its parent.
pub(super) fn read(csv: &str) -> Result<Vec<(Industry, Keys)>, CatalogError> {
    let broken = |row: &IndustryRow| CatalogError::Broken {
        table: TABLE,
        row: row.name.clone(),
    };
    let (mut section, mut division) = (None, None);
    let mut industries: Vec<(Industry, Keys)> = Vec::new();
    for row in rows::<IndustryRow>(TABLE, csv)? {
        match row.level.as_str() {
            "门类" => section = Some(row),
            "大类" => {
                section
                    .as_ref()
                    .filter(|section| section.code == row.parent)
                    .ok_or_else(|| broken(&row))?;
                division = Some(row);
            }
            "中类" => {
                let division = division
                    .as_ref()
                    .filter(|division| division.code == row.parent)
                    .ok_or_else(|| broken(&row))?;
                let section = section.as_ref().ok_or_else(|| broken(&row))?;
                let mut keys = Keys::new(&row.code, &row.name);
                keys.add_context(&division.name);
                let industry = Industry {
                    code: row.code,
                    name: row.name,
                    division: division.name.clone(),
                    section: section.name.clone(),
                    classes: Vec::new(),
                };
                industries.push((industry, keys));
            }
            "小类" => {
                let (industry, keys) = industries
                    .last_mut()
                    .filter(|(industry, _)| industry.code == row.parent)
                    .ok_or_else(|| broken(&row))?;
                keys.add_word(&row.code, &row.name);
                industry.classes.push(row.name);
            }
            _ => return Err(broken(&row)),
        }
    }
    industries.sort_by(|(one, _), (other, _)| one.code.cmp(&other.code));
    Ok(industries)
}

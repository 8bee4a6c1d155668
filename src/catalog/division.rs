//! Administrative divisions: provinces and prefectures.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::find::Keys;
use super::{CatalogError, rows};

const TABLE: &str = "divisions.csv";

/// A province, a prefecture, or 新疆生产建设兵团, which reports as a province does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Division {
    /// Six digits of GB/T 2260: `440000`. 新疆生产建设兵团 has none.
    pub code: Option<String>,
    /// 广东省, 东莞市.
    pub name: String,
    /// The name in summaries, for what stands on the level of a province: 广东.
    pub short: Option<String>,
    /// The short name of the province a prefecture belongs to.
    pub province: Option<String>,
}

impl Division {
    /// Whether it stands on the level of a province.
    pub fn is_province(&self) -> bool {
        self.province.is_none()
    }
}

#[derive(Deserialize)]
struct DivisionRow {
    level: String,
    code: String,
    name: String,
    parent: String,
    short: String,
}

/// Provinces first, in the order of the table, then prefectures. Groups of counties that belong to no
/// prefecture are no division by themselves and are passed over.
pub(super) fn read(csv: &str) -> Result<Vec<(Division, Keys)>, CatalogError> {
    let broken = |row: &DivisionRow| CatalogError::Broken {
        table: TABLE,
        row: row.name.clone(),
    };
    let mut provinces: Vec<(Division, Keys)> = Vec::new();
    let mut prefectures = Vec::new();
    for row in rows::<DivisionRow>(TABLE, csv)? {
        let mut keys = Keys::new(&row.code, &row.name);
        match row.level.as_str() {
            "省级" | "兵团" => {
                if row.short.is_empty() {
                    return Err(broken(&row));
                }
                keys.add_word("", &row.short);
                let code = (!row.code.is_empty()).then_some(row.code);
                provinces.push((
                    Division {
                        code,
                        name: row.name,
                        short: Some(row.short),
                        province: None,
                    },
                    keys,
                ));
            }
            "地级" => {
                let (province, _) = provinces
                    .iter()
                    .find(|(province, _)| province.code.as_deref() == Some(row.parent.as_str()))
                    .ok_or_else(|| broken(&row))?;
                keys.add_context(&province.name);
                let province = province.short.clone();
                prefectures.push((
                    Division {
                        code: Some(row.code),
                        name: row.name,
                        short: None,
                        province,
                    },
                    keys,
                ));
            }
            "省直辖县级" => {}
            _ => return Err(broken(&row)),
        }
    }
    provinces.extend(prefectures);
    Ok(provinces)
}

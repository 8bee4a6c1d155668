//! “还差什么”: which answers the derived figures and the requirements still wait for.

use super::{Checks, Need, PendingFigure, Subject};
use crate::form::{Condition, Derivation, Path, Requirement};

impl Checks<'_> {
    /// Every derived figure of the draft that cannot be computed yet, in the form's order.
    pub(super) fn waiting(&self) -> Vec<PendingFigure> {
        let mut all = Vec::new();
        for rule in self.scope.derived() {
            for path in self.figures.places_of(rule) {
                let needs = self.needs([path.clone()]);
                if needs.is_empty() {
                    continue;
                }
                let since = matches!(rule.how, Derivation::Rise { .. } | Derivation::Fall { .. });
                let label = match path.year {
                    Some(base) if since => format!("{}（以 {base} 年为基数）", rule.label),
                    _ => self.dated(&path),
                };
                all.push(PendingFigure {
                    section: self.section_of(&Subject::from(&path)),
                    path: path.to_string(),
                    label,
                    needs,
                });
            }
        }
        all
    }

    /// The answers without which a requirement cannot be judged.
    pub(super) fn needs_of(&self, requirement: &Requirement) -> Vec<Need> {
        let last = self.scope.form.years.last();
        let conditions = requirement.all.iter().chain(&requirement.any);
        let mut paths = Vec::new();
        for condition in conditions {
            match condition {
                Condition::AtLeast { of, .. } => paths.push(Path::field(of).year(last)),
                Condition::Rise { of, .. } | Condition::Fall { of, .. } => {
                    let bases = &self.scope.form.years.bases;
                    paths.extend(bases.iter().map(|base| Path::field(of).year(*base)));
                    paths.push(Path::field(of).year(last));
                }
                Condition::Yes { path } | Condition::Below { claim: path, .. } => {
                    if self.draft.yes(path).is_none() {
                        paths.push(Path::field(path));
                    }
                }
                Condition::YearsBefore { path, until, .. } => {
                    let open = |path: &&String| self.day(path).is_none();
                    paths.extend([path, until].into_iter().filter(open).map(Path::field));
                }
            }
        }
        self.needs(paths)
    }

    fn needs(&self, paths: impl IntoIterator<Item = Path>) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        for open in paths.into_iter().flat_map(|path| self.figures.needs(&path)) {
            let path = open.to_string();
            if needs.iter().any(|known| known.path == path) {
                continue;
            }
            let mut label = self.dated(&open);
            if self
                .figures
                .figure(&open)
                .is_some_and(|f| f.value.is_zero())
            {
                label.push_str("（现在是 0，不能作除数）");
            } else if open.year.is_some() && self.draft.typed(&open).is_some() {
                label.push_str("（填的不是能用的数）");
            }
            needs.push(Need {
                section: self.section_of(&Subject::from(&open)),
                path,
                label,
            });
        }
        needs
    }

    /// What a place is called, with its year.
    fn dated(&self, path: &Path) -> String {
        match path.year {
            Some(year) => format!("{year} 年{}", self.name(path)),
            None => self.name(path),
        }
    }
}

//! What a figure still waits for: the answers without which it cannot be computed.

use super::Figures;
use crate::form::{Derivation, Path};

impl Figures<'_> {
    /// The answers that a figure still waits for, each once, in the order in which it is computed
    /// from them; none where the figure is there. A figure that is there, and in the way because
    /// nothing can be divided by it, is among them.
    pub fn needs(&self, path: &Path) -> Vec<Path> {
        let mut needs = Vec::new();
        self.collect(path, &mut needs);
        needs
    }

    fn collect(&self, path: &Path, needs: &mut Vec<Path>) {
        if self.figure(path).is_some() {
            return;
        }
        let inputs = self.inputs(path);
        let missing: Vec<&Path> = inputs
            .iter()
            .filter(|input| self.figure(input).is_none())
            .collect();
        if missing.is_empty() {
            let open = inputs.first().unwrap_or(path);
            if !needs.contains(open) {
                needs.push(open.clone());
            }
        }
        for input in missing {
            self.collect(input, needs);
        }
    }

    /// What a figure is computed from, what is divided by first; nothing where it is typed.
    fn inputs(&self, path: &Path) -> Vec<Path> {
        match (self.rule(path).map(|rule| &rule.how), path.year) {
            (Some(Derivation::Ratio { over, under, .. }), _) => [under, over]
                .iter()
                .filter_map(|of| of.beside(path))
                .collect(),
            (Some(Derivation::Sum { of }), Some(year)) => match self.draft.rows(of).len() {
                0 => vec![Path::field(of)],
                _ => self.row_years(of, year).collect(),
            },
            (Some(Derivation::Fall { of } | Derivation::Rise { of }), Some(base)) => {
                [base, self.scope.form.years.last()]
                    .map(|year| Path::field(of).year(year))
                    .to_vec()
            }
            _ => Vec::new(),
        }
    }
}

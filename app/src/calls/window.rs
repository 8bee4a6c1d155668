//! The window itself: how it looks, and when it goes.

use super::Calls;
use crate::failure::Result;
use crate::preferences::Preferences;

impl Calls<'_> {
    pub(super) fn prefer(self, preferences: Preferences) -> Result<Preferences> {
        let (now, before) = self.desk.preferences.keep(preferences);
        self.shell.show(now, before);
        Ok(now)
    }

    pub(super) fn stay(self) -> Result<()> {
        self.shell.stay();
        Ok(())
    }

    pub(super) fn close(self) -> Result<()> {
        self.desk.clear();
        self.shell.close();
        Ok(())
    }
}

//! Lengths, each in a unit of its own, and the only place where one unit becomes another.
//!
//! [`Pt`] is what text is measured in, [`Twips`] what the columns of tables are and what Word
//! writes, [`Mm`] what standards for paper say, [`Emu`] what Word gives drawings in, [`Pixels`]
//! what Excel gives columns in.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use serde::Serialize;

/// Points of 1/72 inch.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize)]
pub struct Pt(pub f32);

/// Twentieths of a pt, whole ones (ISO/IEC 29500-1, 17.18.81 and 22.9.2.14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Twips(pub i32);

/// Millimetres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Mm(pub f32);

/// English Metric Units, 12,700 to the pt (ISO/IEC 29500-1, 20.1.10.41).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Emu(pub u32);

/// Pixels of 1/96 inch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Pixels(pub u32);

impl Pt {
    /// No length.
    pub const ZERO: Pt = Pt(0.0);
    /// More than any length.
    pub const INFINITY: Pt = Pt(f32::INFINITY);

    /// By how much sums of lengths may differ and are still the same.
    pub const ROUNDING: Pt = Pt(0.01);

    /// The nearest whole twips.
    pub const fn twips(self) -> Twips {
        Twips((self.0 as f64 * 20.0).round() as i32)
    }

    /// The nearest whole half-points, in which Word has its type sizes (ISO/IEC 29500-1, 17.18.42).
    pub const fn half_points(self) -> i32 {
        (self.0 as f64 * 2.0).round() as i32
    }

    /// The nearest EMU, at least one and at most `most`.
    pub fn emu(self, most: Emu) -> Emu {
        Emu((self.0 * 12_700.0).round().clamp(1.0, most.0 as f32) as u32)
    }

    /// Pixels, cut to whole ones.
    pub const fn pixels(self) -> Pixels {
        Pixels((self.0 / 0.75) as u32)
    }

    /// Inches, to a thousandth.
    pub const fn inches(self) -> f64 {
        (self.0 as f64 / 72.0 * 1000.0).round() / 1000.0
    }

    /// The longer of two.
    pub const fn max(self, other: Pt) -> Pt {
        Pt(self.0.max(other.0))
    }

    /// The shorter of two.
    pub const fn min(self, other: Pt) -> Pt {
        Pt(self.0.min(other.0))
    }

    /// Itself, or the nearer of two bounds.
    pub const fn clamp(self, least: Pt, most: Pt) -> Pt {
        Pt(self.0.clamp(least.0, most.0))
    }

    /// Its length whichever way it goes.
    pub const fn abs(self) -> Pt {
        Pt(self.0.abs())
    }

    /// Whether it is neither infinite nor undefined.
    pub const fn is_finite(self) -> bool {
        self.0.is_finite()
    }
}

impl Twips {
    /// The longest that Word accepts: 22 inches.
    pub const LONGEST: Twips = Twips(31_680);

    /// The same length in pt.
    pub const fn pt(self) -> Pt {
        Pt(self.0 as f32 / 20.0)
    }

    /// The nearest pixels.
    pub const fn pixels(self) -> Pixels {
        Pixels((self.0.unsigned_abs() + 7) / 15)
    }

    /// As the writers' libraries take lengths that cannot be negative.
    pub const fn unsigned(self) -> u32 {
        if self.0 < 0 { 0 } else { self.0 as u32 }
    }

    /// So many parts of all the parts it has, cut to whole twips; at most the whole.
    pub fn share(self, parts: u64, all: u64) -> Twips {
        let share = u64::from(self.unsigned()) * parts / all.max(1);
        Twips(i32::try_from(share).unwrap_or(self.0))
    }

    /// How far two are apart.
    pub const fn apart(self, other: Twips) -> Twips {
        Twips(self.0.abs_diff(other.0) as i32)
    }
}

impl Mm {
    /// The same length in pt, to a thousandth: so A4 is 595.276 × 841.890 pt.
    pub const fn pt(self) -> Pt {
        Pt(((self.0 as f64 * 72.0 / 25.4 * 1000.0).round() / 1000.0) as f32)
    }
}

impl Sub for Pixels {
    type Output = Pixels;
    fn sub(self, other: Pixels) -> Pixels {
        Pixels(self.0.saturating_sub(other.0))
    }
}

impl Sum for Pixels {
    fn sum<I: Iterator<Item = Pixels>>(lengths: I) -> Pixels {
        Pixels(lengths.map(|length| length.0).sum())
    }
}

impl Pixels {
    /// The same length in pt.
    pub const fn pt(self) -> Pt {
        Pt(self.0 as f32 * 0.75)
    }
}

/// Lengths of a unit add up, and are multiplied by numbers.
macro_rules! adds_up {
    ($unit:ident, $number:ty) => {
        impl Add for $unit {
            type Output = $unit;
            fn add(self, other: $unit) -> $unit {
                $unit(self.0 + other.0)
            }
        }
        impl Sub for $unit {
            type Output = $unit;
            fn sub(self, other: $unit) -> $unit {
                $unit(self.0 - other.0)
            }
        }
        impl Neg for $unit {
            type Output = $unit;
            fn neg(self) -> $unit {
                $unit(-self.0)
            }
        }
        impl AddAssign for $unit {
            fn add_assign(&mut self, other: $unit) {
                self.0 += other.0;
            }
        }
        impl SubAssign for $unit {
            fn sub_assign(&mut self, other: $unit) {
                self.0 -= other.0;
            }
        }
        impl Mul<$number> for $unit {
            type Output = $unit;
            fn mul(self, times: $number) -> $unit {
                $unit(self.0 * times)
            }
        }
        impl Mul<$unit> for $number {
            type Output = $unit;
            fn mul(self, length: $unit) -> $unit {
                $unit(self * length.0)
            }
        }
        impl Div<$number> for $unit {
            type Output = $unit;
            fn div(self, by: $number) -> $unit {
                $unit(self.0 / by)
            }
        }
        impl Div for $unit {
            type Output = $number;
            fn div(self, by: $unit) -> $number {
                self.0 / by.0
            }
        }
        impl MulAssign<$number> for $unit {
            fn mul_assign(&mut self, times: $number) {
                self.0 *= times;
            }
        }
        impl<'a> Sum<&'a $unit> for $unit {
            fn sum<I: Iterator<Item = &'a $unit>>(lengths: I) -> $unit {
                lengths.copied().sum()
            }
        }
        impl Sum for $unit {
            fn sum<I: Iterator<Item = $unit>>(lengths: I) -> $unit {
                $unit(lengths.map(|length| length.0).sum())
            }
        }
    };
}

adds_up!(Pt, f32);
adds_up!(Twips, i32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_as_long_in_pt_as_tables_of_sizes_say() {
        assert_eq!(Mm(210.0).pt(), Pt(595.276));
        assert_eq!(Mm(297.0).pt(), Pt(841.890));
        assert_eq!(Mm(37.0).pt(), Pt(104.882));
        assert_eq!(Mm(35.0).pt(), Pt(99.213));
        assert_eq!(Mm(28.0).pt(), Pt(79.370));
        assert_eq!(Mm(26.0).pt(), Pt(73.701));
    }

    #[test]
    fn units_become_one_another() {
        assert_eq!(Pt(-0.25).twips(), Twips(-5));
        assert_eq!(Pt(28.95).twips(), Twips(579));
        assert_eq!(Twips(8844).pt(), Pt(442.2));
        assert_eq!(Pt(10.5).half_points(), 21);
        assert_eq!(Pt(72.0).emu(Emu(20_000_000)), Emu(914_400));
        assert_eq!(Pt(0.0).emu(Emu(20_000_000)), Emu(1));
        assert_eq!(Twips(300).pixels(), Pixels(20));
        assert_eq!(Pixels(20).pt(), Pt(15.0));
        assert_eq!(Pt(50.4).inches(), 0.7);
    }
}

//! Figures that follow from answers, with where each came from.

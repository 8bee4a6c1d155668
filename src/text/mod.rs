//! 字数, line breaking and the reading of figures: knows nothing of forms.

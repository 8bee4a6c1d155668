//! What is missing or wrong: findings, eligibility, completeness.

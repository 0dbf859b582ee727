"""The one reading of a night: findings as rows, their words, places, figures and history, for every output."""

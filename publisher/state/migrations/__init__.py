"""Migrations of the state, run when it is opened."""

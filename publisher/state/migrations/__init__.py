"""Migrations of the state file, run when it is opened."""

"""The report for people: a small site of files, and the night on one page."""

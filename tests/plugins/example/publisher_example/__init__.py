"""One plug-in of each kind: a recogniser, a check with its rulebook entry, an export format and a portal."""

"""Documents: the instrument that reads and writes ODF and PDF. Knows files, not datasets."""

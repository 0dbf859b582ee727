"""Instruments that several stages use: recognisers of personal data, privacy models and risk, pseudonym keys.

Nothing here changes a table; `deidentify` does that, and `gate` measures with this what it wrote.
"""

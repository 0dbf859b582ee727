"""The sample agency's source files, made by a seeded script: synthetic people, counters, cars and complaints.

Nothing here is part of the product: `publisher` never imports it. `python -m samples.make` writes the files
under `datasets/`; the declarations beside them (YAML, JSON, SQL) are written by hand.
"""

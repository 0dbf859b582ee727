"""Polite HTTP and what comes over it: addresses, limits, encodings, markup, robots.txt, sitemaps.

Everything that arrives is hostile until shown otherwise: sizes, times, redirects, decompression and the depth of
markup are bounded here, once, for every stage that asks the web for something.
"""

"""The website of the sample agency, with planted faults and a clean half; see docs/explanation/sample-website.md.

`write(folder)` makes it, `running(folder)` serves it on loopback for a block, `score(findings, truth)` says what a
run missed and what it made up. `site(base_url)` is the entry for it that a workspace would have.
"""

from samples.website.entry import site
from samples.website.making import SEED, Truth, Website, build, read_truth, write
from samples.website.scoring import Score, score
from samples.website.server import WebsiteServer, running, serve, serving
from samples.website.values import TODAY, Planted

__all__ = [
    "SEED",
    "TODAY",
    "Planted",
    "Score",
    "Truth",
    "Website",
    "WebsiteServer",
    "build",
    "read_truth",
    "running",
    "score",
    "serve",
    "serving",
    "site",
    "write",
]

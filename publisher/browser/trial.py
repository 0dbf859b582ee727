"""A trial of browser and engine as everybody drives them, by axe-selenium-python, in a page with one known fault.

The night judges beside the page, by the browser's own protocol; what this finds by the other way says that
Chromium, its driver and the engine on this machine work together. The class brings the way to inject and to run;
the script of the engine is ours (its own one is of 2018).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from axe_selenium_python import Axe
from selenium.common.exceptions import WebDriverException

from publisher.browser import chromium
from publisher.browser.parts import require_axe
from publisher.browser.values import BrowserSettings
from publisher.model.errors import MissingPartError
from publisher.model.text import msg

_PLANTED = "image-alt"
_PAGE = (
    '<!doctype html><html lang="zh-Hant-TW"><title>試驗</title>'
    '<main><h1>試驗</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main></html>'
)


def find_planted_fault(settings: BrowserSettings) -> None:
    """Open the page and judge it; MissingPartError when the fault is not found, or nothing can be opened."""
    axe = require_axe(settings)
    profile = Path(tempfile.mkdtemp(prefix="publisher-browser-trial-"))
    try:
        driver = chromium.start(settings, profile)
        try:
            driver.get(f"data:text/html;charset=utf-8,{quote(_PAGE)}")
            judge = Axe(driver, script_url=str(axe))
            judge.inject()
            answer = judge.run(options='{"runOnly": ["image-alt"]}')
        finally:
            driver.quit()
    except (WebDriverException, OSError) as error:
        raise MissingPartError(
            msg("Chromium does not open a page ({kind})", kind=type(error).__name__),
            hint=msg("install chromium and chromium-driver of the same version, and try again"),
        ) from None
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    if [item["id"] for item in answer["violations"]] != [_PLANTED]:
        raise MissingPartError(
            msg("axe-core does not find the fault in a page that has one"),
            hint=msg("run scripts/fetch-axe.sh again, or install the wheel anew"),
        )

"""Code before and after comes from the cases that prove a check."""

from publisher.workspace import example, load_rulebook


def test_an_example_is_what_differs_between_the_cases() -> None:
    shown = example("accessibility.label")
    assert shown is not None
    assert shown.before == '<input type="text">'
    assert shown.after == '<label>案號 <input type="text"></label>'
    language = example("accessibility.html-has-lang")
    assert language is not None
    assert (language.before, language.after) == ("<html>", '<html lang="zh-TW">')


def test_what_is_only_added_has_nothing_before() -> None:
    title = example("accessibility.document-title")
    assert title is not None
    assert title.before == ""
    assert title.after.startswith("<title>")


def test_pictures_in_addresses_are_not_shown() -> None:
    shown = example("accessibility.image-alt")
    assert shown is not None
    assert 'src="data:…" alt="' in shown.after


def test_checks_of_pages_have_an_example_and_others_none() -> None:
    checks = [
        name
        for name, entry in load_rulebook().items()
        if name.startswith("accessibility.") and entry.applies_to == "page"
    ]
    assert len([name for name in checks if example(name)]) >= 0.9 * len(checks)
    assert example("privacy.personal-data-in-output") is None
    assert example("nothing.at-all") is None

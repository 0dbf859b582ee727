"""The rulebook on its way to the processes of a night."""

import pickle

from publisher.model.packed_rulebook import PackedRulebook
from publisher.workspace.rulebook import load_rulebook


def test_a_rulebook_arrives_as_it_was_sent_and_is_unpacked_once() -> None:
    sent = load_rulebook()
    first, second = (pickle.loads(pickle.dumps((number, sent)))[1] for number in (1, 2))
    assert first == sent
    assert list(first) == list(sent)
    assert first is second


def test_other_settings_are_another_rulebook() -> None:
    sent = load_rulebook()
    pickle.loads(pickle.dumps(sent))
    some = PackedRulebook({check: entry for check, entry in sent.items() if check.startswith("links.")})
    assert pickle.loads(pickle.dumps(some)) == some != sent

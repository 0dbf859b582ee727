"""Which network addresses are public, in all their spellings."""

from __future__ import annotations

import pytest

from publisher.net.guard import is_allowed

PRIVATE = [
    "127.0.0.1",
    "10.0.0.8",
    "172.16.3.4",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "198.18.0.1",
    "240.0.0.1",
    "::1",
    "::",
    "fc00::1",
    "::ffff:10.0.0.8",
    "::ffff:7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
]
NEVER = ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "224.0.0.1", "ff02::1", "0.0.0.0"]
PUBLIC = ["117.56.91.1", "8.8.8.8", "2001:b030:2413::1", "::ffff:117.56.91.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_ones_need_leave(address: str) -> None:
    assert not is_allowed(address, allow_private=False)


@pytest.mark.parametrize("address", NEVER)
def test_link_local_and_multicast_are_never_asked(address: str) -> None:
    assert not is_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_ones_are_asked(address: str) -> None:
    assert is_allowed(address, allow_private=False)
    assert is_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "::1", "fc00::1"])
def test_a_site_of_an_intranet_may_be_asked_with_leave(address: str) -> None:
    assert is_allowed(address, allow_private=True)

"""Which network addresses may be asked: public ones, unless the site declares to be on a private network.

The check is made on the address that a connection is really opened to, after name resolution and after every
redirect, so a name that changes its address between two looks gains nothing.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenAddressError(OSError):
    """A connection to an address that is not public was refused before it was opened."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "not a public address")


def is_allowed(address: str, *, allow_private: bool) -> bool:
    """Whether a connection to this IP address may be opened.

    Link-local addresses, where clouds keep their secrets, are never allowed; nor is what wraps them in IPv6.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(ip)
    if inner is not None:
        return is_allowed(str(inner), allow_private=allow_private)
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return False
    return ip.is_global or allow_private


def _inner(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def guarded_socket(*, allow_private: bool) -> Callable[[AddressInfo], socket.socket]:
    """A maker of sockets for aiohttp's connector that refuses what is not allowed."""

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if not is_allowed(str(address[0]), allow_private=allow_private):
            raise ForbiddenAddressError
        return socket.socket(family, kind, protocol)

    return make

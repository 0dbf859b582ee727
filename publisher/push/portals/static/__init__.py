"""The static portal: a complete open-data portal as files, for any web server and for opening from disk."""

from publisher.push.portals.static.portal import StaticPortal

__all__ = ["StaticPortal"]

"""A CKAN portal: planned against one search, written by guarded revisions, shown only when proven."""

from publisher.push.portals.ckan.portal import CkanPortal

__all__ = ["CkanPortal"]

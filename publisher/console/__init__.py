"""The local console: pages for reviewers and owners of sections who never see a shell.

It shows the last night and the archive, and writes what people do to the same reviewed files as the command line.
"""

from publisher.console.app import application
from publisher.console.login import Door
from publisher.console.serving import listen

__all__ = ["Door", "application", "listen"]

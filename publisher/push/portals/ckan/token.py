"""The portal's token: from the environment or a private file, and never from anywhere to a message."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from requests import PreparedRequest
from requests.auth import AuthBase

from publisher.model.errors import PortalError
from publisher.model.text import msg


class TokenAuth(AuthBase):
    """Sends the token with a request, and keeps what ~/.netrc says about the host from replacing it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Put the token where CKAN looks for it."""
        request.headers["Authorization"] = self._token
        return request

    def __repr__(self) -> str:
        return "TokenAuth(…)"


def read_token(variable: str) -> TokenAuth:
    """The token in the environment variable `variable`, else in the file that `variable`_FILE names.

    Raises PortalError when there is none, when others may read the file, or when it is no token.
    """
    token = os.environ.get(variable, "")
    place = variable
    if not token:
        place = f"{variable}_FILE"
        path = os.environ.get(place, "")
        if not path:
            raise PortalError(
                msg("there is no token for the portal: the environment has neither {variable} nor {place}",
                    variable=variable, place=place),
                hint=msg("make an API token on your profile page of the portal and set {variable} to it, "
                         "or {place} to a file (mode 0600) that holds it", variable=variable, place=place),
            )  # fmt: skip
        token = _read_private(Path(path), place)
    token = token.strip()
    if not token or any(not "!" <= character <= "~" for character in token):
        raise PortalError(
            msg(
                "what {place} gives is not a token: it is empty or has blanks or other odd characters", place=place
            ),
            hint=msg("copy the token again, whole and on one line"),
        )
    return TokenAuth(token)


def _read_private(path: Path, place: str) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise PortalError(
                    msg("others may read the token file {path} (mode {mode})", path=str(path), mode=f"{mode:04o}"),
                    hint=msg("run: chmod 600 {path}", path=str(path)),
                )
            return file.read(10_000)
    except OSError as error:
        raise PortalError(
            msg("the token file {path} that {place} names cannot be read: {reason}",
                path=str(path), place=place, reason=os.strerror(error.errno or 0)),
        ) from None  # fmt: skip

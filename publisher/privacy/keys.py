"""Keys of the pseudonyms: one per dataset, outside the workspace, readable by their owner only.

A hash of a national ID without a key is no protection: letter x sex digit x seven digits are 5.2 x 10^8 numbers,
and one laptop tries them all in minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from datetime import date
from pathlib import Path

from publisher.model.errors import UserError, Where
from publisher.model.text import msg

_BYTES = 32
_DATASET_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.IGNORECASE)


def default_folder() -> Path:
    """The folder named by $PUBLISHER_KEYS, or ~/.config/publisher/keys; UserError where nothing says a home."""
    named = os.environ.get("PUBLISHER_KEYS", "")
    if named:
        return Path(named)
    try:
        return Path.home() / ".config" / "publisher" / "keys"
    except RuntimeError:  # a container that runs under a number which no account has
        raise UserError(
            msg("this account has no home, so the folder of keys is not known"),
            hint=msg("name it in PUBLISHER_KEYS, or set HOME"),
        ) from None


def key_path(folder: Path, dataset: str) -> Path:
    """Where the key of `dataset` lies; raises UserError for an id that cannot be a file name."""
    if not _DATASET_ID.fullmatch(dataset):
        raise UserError(
            msg("A dataset id with characters other than letters, digits, dot, _ and - has no key file."),
            hint=msg("Rename the dataset's folder."),
        )
    return folder / f"{dataset}.key"


def load_key(folder: Path, dataset: str) -> bytes:
    """The key of `dataset` (32 bytes); raises UserError when it is missing, damaged or readable by others."""
    path = key_path(folder, dataset)
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(4 * _BYTES)
    except FileNotFoundError:
        raise UserError(
            msg('The pseudonym key of dataset "{dataset}" is missing.', dataset=dataset),
            Where(str(path)),
            msg("Make it once with: publisher keys create"),
        ) from None
    except OSError:
        raise UserError(
            msg('The pseudonym key of dataset "{dataset}" cannot be read.', dataset=dataset),
            Where(str(path)),
            msg("Give the file to the user who runs publisher, with mode 0600."),
        ) from None
    if mode & 0o077:
        raise UserError(
            msg('The pseudonym key of dataset "{dataset}" can be read by other users.', dataset=dataset),
            Where(str(path)),
            msg("Take the rights of group and others away: chmod 600 on the file."),
        )
    return _parsed(text, path, dataset)


def ensure_key(folder: Path, dataset: str) -> tuple[bytes, bool]:
    """The key of `dataset`, made when it is missing; also whether it was made now.

    Raises UserError as `load_key` does: a key that is there is never replaced.
    """
    path = key_path(folder, dataset)
    if path.exists():
        return load_key(folder, dataset), False
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = folder / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(_BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            # A link instead of a rename: a key that someone made meanwhile must win, or its pseudonyms change.
            os.link(unfinished, path)
        except FileExistsError:
            return load_key(folder, dataset), False
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError:
        raise UserError(
            msg('The pseudonym key of dataset "{dataset}" cannot be written.', dataset=dataset),
            Where(str(path)),
            msg("Make the folder writable, or name another one in the variable PUBLISHER_KEYS."),
        ) from None
    return load_key(folder, dataset), True


def period_name(period: str, day: date) -> str:
    """The period of `day`: "2026", "2026-Q4", "2026-11"; empty for a key that is never changed ("none")."""
    match period:
        case "year":
            return str(day.year)
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case "month":
            return f"{day.year}-{day.month:02}"
    return ""


def period_key(key: bytes, period: str) -> bytes:
    """The sub-key of one period (such as "2026"), from which the key itself cannot be found."""
    return hmac.digest(key, b"publisher period " + period.encode(), hashlib.sha256)


def key_fingerprint(key: bytes) -> str:
    """Sixteen hexadecimal digits by which two keys can be told apart; they say nothing about the key."""
    return hmac.digest(key, b"publisher key fingerprint", hashlib.sha256).hex()[:16]


def _parsed(text: bytes, path: Path, dataset: str) -> bytes:
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise UserError(
            msg('The pseudonym key of dataset "{dataset}" is damaged.', dataset=dataset),
            Where(str(path)),
            msg("Restore it from your backup; a new key would change every pseudonym."),
        )
    return key

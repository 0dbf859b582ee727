"""The entry: puts the subcommands together, and is the one place where exceptions become exit codes."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from publisher import __version__
from publisher.cli import commands
from publisher.cli.console import Format, Screen, put_out
from publisher.cli.helping import speak
from publisher.cli.usage import explain as explain_usage
from publisher.i18n import language_of_user
from publisher.model.disk import disk_fault_in
from publisher.model.errors import PublisherError, UserError
from publisher.model.exits import Exit, exit_of
from publisher.model.machine import is_panic, machine_fault
from publisher.model.text import msg

app = typer.Typer(
    name="publisher",
    cls=commands.LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Publish an agency's data every night: structured, de-identified, proven, pushed, verified and reported.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
) -> None:
    return


class _Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP, treated as Ctrl-C: clean up and go."""


def _terminate(_signal: int, _frame: object) -> None:
    raise _Terminated


def _lose_no_interrupt(ignored: sys.UnraisableHookArgs) -> None:
    """Python drops what is raised in a destructor or a callback; an interrupt that fell into one comes again."""
    if isinstance(ignored.exc_value, KeyboardInterrupt):
        again = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(ignored)


def main() -> None:
    """Run the command and end the process with a documented exit code."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # none is ours, and looking for them takes its time
    _open_streams()
    sys.unraisablehook = _lose_no_interrupt
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # `nohup` means that the run goes on
        signal.signal(signal.SIGHUP, _terminate)
    screen = Screen(
        language_of_user(_asked("--language")), Format.JSON if _asked("--format") == "json" else Format.TEXT
    )
    try:
        command = typer.main.get_command(app)
        speak(command, screen.language)
        code = command(standalone_mode=False)
        if code == Exit.INTERRUPTED:  # typer has caught it
            screen.note(msg("interrupted; the next run goes on from here"))
        sys.stdout.flush()
        sys.exit(code)
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # nobody reads on; typer's 1 says "findings"
            sys.exit(Exit.CLEAN)
        raise
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            screen.note(error.message)
        else:
            screen.complain(explain_usage(error))
        sys.exit(Exit.USAGE)
    except typer.Abort:
        sys.exit(Exit.INTERRUPTED)
    except PublisherError as error:
        screen.complain(error)
        sys.exit(exit_of(error))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:
        sys.exit(Exit.CLEAN)
    except BaseException as fault:  # noqa: BLE001 - the outermost handler; the text of a fault may quote data
        sys.exit(_unforeseen(screen, fault))


def _open_streams() -> None:
    """Let the three streams be there, whatever started us, and take every character.

    A stream that is closed would give its number to the next file that is opened, the state's for one.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _unforeseen(screen: Screen, fault: BaseException) -> int:
    """Say what the machine refused, or a fault of ours by its place; returns the exit code."""
    if not isinstance(fault, Exception) and not is_panic(fault):
        raise fault
    refused: PublisherError | None = None
    try:
        put_out()  # what was written without it may still be on its way to a full disk
    except UserError as lost:
        refused = lost
    refused = refused or disk_fault_in(fault, Path()) or machine_fault(fault)
    if refused is not None:
        screen.complain(refused)
        return exit_of(refused)
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    screen.note(
        msg(
            "a fault of the program: {kind} at {file}:{line}",
            kind=type(fault).__name__,
            file=Path(frame.filename).name,
            line=frame.lineno or 0,
        )
    )
    screen.note(msg("please report this line to the makers of the program"))
    return Exit.OUR_FAULT


def _asked(option: str) -> str | None:
    """An option's value before the command line is parsed, for errors of the parsing itself."""
    for at, word in enumerate(sys.argv):
        if word == option and at + 1 < len(sys.argv):
            return sys.argv[at + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None

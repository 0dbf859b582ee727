"""An interrupt ends the command, wherever in it the interrupt arrives."""

from __future__ import annotations

import subprocess
import sys

from publisher.model.exits import Exit

_WAITING = """
import os, signal, time
from publisher.cli import commands, main
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell began in the background
class Odd:
    def __del__(self):
        os.kill(os.getpid(), {signal})
        time.sleep(1)
def called(*_, **__):
    Odd()  # what is raised in a destructor is dropped by Python
    time.sleep(30)
    print("went on")
main.typer.main.get_command = lambda app: called
main.speak = lambda *_: None
main.main()
"""


def test_an_interrupt_that_falls_into_a_destructor_is_not_lost() -> None:
    for number in ("signal.SIGINT", "signal.SIGTERM"):
        script = _WAITING.replace("{signal}", number)
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (Exit.INTERRUPTED, "", "")

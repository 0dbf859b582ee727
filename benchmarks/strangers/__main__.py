"""Print the figures."""

import sys

from benchmarks.strangers import measure, writers

for writer in writers():
    figures, lines, false = measure(writer, show="--show" in sys.argv)
    print(writer.folder)
    for kind, (planted, found) in figures.items():
        print(f"{kind:24} {planted:5} {found / planted:.3f}")
    print(f"look-alikes {lines}, with a blocking hit {false}")

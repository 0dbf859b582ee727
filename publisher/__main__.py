"""`python -m publisher`, and the program `publisher`.

The script that starts it is imported by every worker: nothing is imported here before it runs.
"""


def main() -> None:
    """Run the command."""
    from publisher.cli.main import main as run

    run()


if __name__ == "__main__":
    main()

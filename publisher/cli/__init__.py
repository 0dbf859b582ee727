"""The command: one module per subcommand; results to stdout, everything else to stderr."""

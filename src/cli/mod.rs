//! Arguments, subcommands, printing, hints and exit codes.

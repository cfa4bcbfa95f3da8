"""One module per `queuewise` subcommand; imported only when that command runs."""

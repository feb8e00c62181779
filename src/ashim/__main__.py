"""`python -m ashim` is `ashim`."""

from ashim.cli import main

main()

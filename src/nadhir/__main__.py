"""`python -m nadhir` is `nadhir`."""

from nadhir.cli import main

main()

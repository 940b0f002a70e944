"""Makes ``python -m triagering`` the command line."""

from triagering.cli import main

main()

"""`python -m onrecord`: the command line, also where its command is not on the path."""

from onrecord.cli import main

if __name__ == "__main__":
    main()

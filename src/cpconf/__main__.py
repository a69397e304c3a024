"""The program, as `python -m cpconf`."""

from cpconf.cli import main

if __name__ == "__main__":
    main()

"""Run the command line as a module."""

from greenprod.cli.main import main

if __name__ == "__main__":
    main()

"""``python -m gridtui``."""

import sys

from gridtui.cli import main

if __name__ == "__main__":
    sys.exit(main())

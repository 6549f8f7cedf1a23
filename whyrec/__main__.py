"""``python -m whyrec``, the same as the command ``whyrec``."""

import sys

from whyrec.cli import main

sys.exit(main())

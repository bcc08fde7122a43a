"""Where templates, static files, translations and migrations are.

At the top of the source tree; inside the package once it is installed from a wheel.
"""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_tree = PACKAGE.parent
ROOT = _tree if (_tree / "templates" / "base.html").exists() else PACKAGE / "_files"

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
LOCALE = ROOT / "locale"
MIGRATIONS = ROOT / "alembic"

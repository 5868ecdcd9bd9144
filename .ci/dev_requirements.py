"""Print the development requirements of pyproject.toml, for any age of pip."""

import sys
import tomllib
from pathlib import Path

project = Path(__file__).parent.parent / "pyproject.toml"
wanted = tomllib.loads(project.read_text("utf-8"))["dependency-groups"]["dev"]
sys.stdout.write("\n".join(wanted) + "\n")

"""The version of the index's tables, apart from them so that opening an index loads no database library."""

from __future__ import annotations

# Raised whenever the tables or the meaning of their fields change: an older index must be built again.
SCHEMA_VERSION = 11

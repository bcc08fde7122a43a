"""Jobs of the open data."""

from participe.exports.packing import pack_all

__all__ = ["pack_all"]

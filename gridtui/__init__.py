"""gridtui: the working tool of community, village and subdistrict offices."""

__version__ = "0.1.0"

"""Values and words of the field. No I/O but the package's own tables, no clock reads but in ``core.time``."""

"""An office of invented people on real divisions, with a year of work; the same seed gives the same content."""

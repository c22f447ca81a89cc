"""Numbered steps of the office schema, run in order by Peewee's runner and each found by its file name."""

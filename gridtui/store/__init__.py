"""The office's SQLite. The only Peewee import outside the server; returns core records."""

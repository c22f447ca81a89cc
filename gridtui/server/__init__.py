"""The central server: a Starlette application over the same protocol, with tables of its own."""

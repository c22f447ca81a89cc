"""Use cases: one function for each thing staff do, one transaction each. The only writer of the store."""

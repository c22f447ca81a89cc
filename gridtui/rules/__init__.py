"""Pure decisions: records, scheme and the present in, a decision out. No I/O, no clock reads."""

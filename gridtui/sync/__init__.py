"""One definition of the protocol gs/1 for both ends: identifiers, operations, merge, frames, engine, transport."""

"""The bodies of the commands, one file a family. Importing one loads neither Textual nor the store nor httpx."""

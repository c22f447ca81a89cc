"""The last metre: how bytes become keys and screens become bytes. Knows nothing of offices."""

"""An office's mechanism as typed data: model, load, check."""

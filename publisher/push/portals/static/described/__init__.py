"""What programs read of a dataset and of the whole catalogue."""

"""Whether what stands on a page is meant for its readers: no broken characters, no text that waits for another."""

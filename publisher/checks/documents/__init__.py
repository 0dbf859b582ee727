"""Files for reading and filling in: open formats, text and tags, and what they say to be."""

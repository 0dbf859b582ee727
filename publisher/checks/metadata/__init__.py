"""What a page says of itself to machines: title, language, Dublin Core, the three classifications."""

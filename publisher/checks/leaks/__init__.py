"""Personal data that the public can read on the site. What is found is never quoted: kind and length only."""

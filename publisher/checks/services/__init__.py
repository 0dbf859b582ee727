"""The services that an agency declares, and what the page of each has to say."""

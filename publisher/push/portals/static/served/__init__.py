"""A release over HTTP on the loopback address, with the questions of CKAN that files cannot answer."""

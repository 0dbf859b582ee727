"""One module for each export format; `publisher.export.EXPORTERS` lists them."""

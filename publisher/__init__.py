"""An open-data and public-information compliance publisher for government agencies."""

__version__ = "0.2.0"

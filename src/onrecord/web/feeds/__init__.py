"""The feeds of the site: RSS and JSON, their pages, the keys to a private show, and the judge before a publication."""

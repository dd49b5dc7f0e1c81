"""The only room that opens a connection, and only to an address that a person asked about. It knows core alone."""

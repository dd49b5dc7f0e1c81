"""The show folder, the artifacts and the decision log: the only room that touches the disk for JSON and settings."""

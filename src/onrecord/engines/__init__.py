"""Speech and sound models behind the ports of `core`. Nothing is loaded before it is used, and nothing reaches the network."""

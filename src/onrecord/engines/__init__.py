"""Speech and sound models behind the ports of `core`. Nothing is loaded before it is used.

Nothing reaches the network but what fetches a model when asked for, and `llm`, where the settings name an endpoint.
"""

"""The types that everything else speaks in, and the algebra of time and cuts. Pure: no disk, no network, no models."""

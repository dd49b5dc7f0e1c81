"""Arrays in, arrays or numbers out: loudness, true peak, limiting, levelling, activity, joins. Pure NumPy and SciPy."""

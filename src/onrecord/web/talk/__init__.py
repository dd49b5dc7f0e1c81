"""The discussion: comments on an episode and on its lines, their moderation, and corrections that listeners suggest."""

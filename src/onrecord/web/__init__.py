"""The site: a Django project with one app a subject. `site.py` is the door; nothing below imports this room."""

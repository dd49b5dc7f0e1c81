"""What a newsroom needs to leave the site running: accounts and tokens, downloads counted, health told, strangers slowed down."""

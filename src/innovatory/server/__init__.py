"""The HTTP API of a city and its web app: what the pages show as documented JSON with tables to download beside it."""

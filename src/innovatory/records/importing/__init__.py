"""Import into the records of a city: files and queries are read, their headers understood, their rows checked and kept."""

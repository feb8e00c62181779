"""The file library: files and their versions."""

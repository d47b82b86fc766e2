"""One module per file of reference cases; each has a `build()` that returns a `Family`."""

"""Tools of the category Optimization."""

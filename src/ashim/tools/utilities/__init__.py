"""Tools that tell about pictures, or make them from nothing."""

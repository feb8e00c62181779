"""Tools of colour and detail."""

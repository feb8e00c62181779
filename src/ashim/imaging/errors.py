"""What can go wrong with pictures. Every message is meant for the person who sent the picture: no paths, no jargon."""


class ImageError(Exception):
    """Something about a picture that its owner can understand."""


class InvalidImageError(ImageError):
    """The file cannot be opened as a picture: unreadable, unknown, damaged, or over a limit."""


class ImageTooLargeError(ImageError):
    """The result would have more pixels than the limit allows."""


class EncodeError(ImageError):
    """The result cannot be written in the wanted format."""

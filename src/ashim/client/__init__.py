"""The client of an ashim server."""

from ashim.client.client import BatchFile, Client, Input, Remote, RemotePicture, Result, Stored
from ashim.client.connection import ClientError

__all__ = ["BatchFile", "Client", "ClientError", "Input", "Remote", "RemotePicture", "Result", "Stored"]

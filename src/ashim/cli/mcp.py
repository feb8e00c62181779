"""`ashim mcp`: agents use an ashim server."""

import click

from ashim.client import Client


@click.command(short_help="Let AI agents use an ashim server.")
@click.option("--server", envvar="ASHIM_URL", default="http://127.0.0.1:1349", show_default=True, help="The server.")
@click.option("--key", envvar="ASHIM_KEY", help="An API key of it; better given as ASHIM_KEY.")
@click.option("--http", type=click.IntRange(1, 65535), metavar="PORT", help="Listen here instead of on standard input.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on, with --http.")
def mcp(server: str, key: str | None, http: int | None, host: str) -> None:
    """Offer the tools of an ashim server over the Model Context Protocol (MCP).

    On standard input and output agents work on files of this machine. With --http they work on the library and on
    earlier results, each with the API key that it sends as `Authorization: Bearer …`; without one KEY counts.
    """
    try:
        from ashim.mcp.server import Workshop
    except ImportError as error:
        raise click.ClickException("MCP needs a package more: pip install 'ashim[mcp]'") from error

    def connect(authorization: str | None) -> Client:
        sent = (authorization or "").partition(" ")[2].strip()
        return Client(server, sent or key)

    if http is None:
        Workshop(connect, local=True).server().run()
        return
    Workshop(connect, local=False).server().run("streamable-http", host=host, port=http)

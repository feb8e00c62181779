"""The session as a cookie, for what a browser asks for by itself: pictures, downloads, event streams.

It counts where no token is presented and nobody else's page can have sent it; the gate sees to that.
"""

from datetime import timedelta

from fastapi import Response

SESSION_COOKIE = "ashim-session"


def give_cookie(response: Response, token: str, lasting: timedelta, *, secure: bool) -> None:
    """Let the browser keep a session's token; `secure` keeps it from being sent over plain HTTP."""
    # By hand, since it goes with every page: the framework's way costs as much as looking up the session.
    age = lasting // timedelta(seconds=1)
    cookie = f"{SESSION_COOKIE}={token}; HttpOnly; Max-Age={age}; Path=/; SameSite=strict"
    response.headers.append("set-cookie", f"{cookie}; Secure" if secure else cookie)


def take_cookie(response: Response, *, secure: bool) -> None:
    """Let the browser forget it."""
    response.delete_cookie(SESSION_COOKIE, path="/", secure=secure, httponly=True, samesite="strict")

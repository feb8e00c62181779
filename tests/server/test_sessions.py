"""One's own sessions: seen, ended, and kept apart from those of others."""

import httpx

from tests.server.live import PASSWORD, LiveServer


def sessions(client: httpx.Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/api/auth/sessions").json()["sessions"]
    return found


def test_sessions_tell_where_they_come_from_and_which_is_this_one(server: LiveServer) -> None:
    server.add_user("bob")
    phone = server.client()
    phone.headers["user-agent"] = "Phone " + "x" * 500
    token = phone.post("/api/auth/login", json={"username": "bob", "password": PASSWORD}).json()["token"]
    bob = server.client(token)
    newest, older = sessions(bob)

    assert (newest["current"], older["current"]) == (True, False)
    assert str(newest["userAgent"]).startswith("Phone x")
    assert len(str(newest["userAgent"])) == 300
    assert newest["ipAddress"] == "127.0.0.1"
    assert newest["loginMethod"] == "local"
    assert str(newest["expiresAt"]) > str(newest["createdAt"])
    assert newest["lastUsedAt"] is not None
    assert older["lastUsedAt"] is None
    assert token not in bob.get("/api/auth/sessions").text


def test_a_session_ends_at_once_when_it_is_revoked(server: LiveServer) -> None:
    bob = server.add_user("bob")
    other = server.sign_in("bob", PASSWORD)
    (target,) = [each["id"] for each in sessions(bob) if not each["current"]]

    assert other.get("/api/auth/session").status_code == 200
    assert bob.delete(f"/api/auth/sessions/{target}").json() == {"ok": True}
    assert other.get("/api/auth/session").status_code == 401
    answer = bob.delete(f"/api/auth/sessions/{target}")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_all_others_end_and_this_one_stays(server: LiveServer) -> None:
    bob = server.add_user("bob")
    others = [server.sign_in("bob", PASSWORD) for _ in range(3)]

    assert bob.delete("/api/auth/sessions").json() == {"ok": True, "revoked": 3}
    assert bob.get("/api/auth/session").status_code == 200
    assert {other.get("/api/auth/session").status_code for other in others} == {401}


def test_nobody_ends_the_session_of_another(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    target = sessions(bob)[0]["id"]

    assert admin.delete(f"/api/auth/sessions/{target}").status_code == 404
    assert bob.get("/api/auth/session").status_code == 200


def test_a_key_does_not_look_after_sessions(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin)

    for answer in (key.get("/api/auth/sessions"), key.delete("/api/auth/sessions"), key.delete("/api/auth/sessions/x")):
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_a_disabled_user_is_out_at_once_and_back_when_enabled(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    key = server.key_for(bob)

    assert admin.put("/api/auth/users/2", json={"disabled": True}).json() == {"ok": True}
    assert bob.get("/api/auth/session").status_code == 401
    assert key.get("/api/v1/settings").status_code == 401
    wrong = server.client().post("/api/auth/login", json={"username": "bob", "password": "wrong"})
    assert wrong.status_code == 401
    answer = server.client().post("/api/auth/login", json={"username": "bob", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "ACCOUNT_DISABLED")
    assert admin.get("/api/auth/users").json()["users"][1]["disabled"] is True

    admin.put("/api/auth/users/2", json={"disabled": False})
    assert key.get("/api/v1/settings").status_code == 200
    assert server.sign_in("bob", PASSWORD).get("/api/auth/session").status_code == 200


def test_nobody_disables_themselves_or_the_last_administrator(server: LiveServer, admin: httpx.Client) -> None:
    assert admin.put("/api/auth/users/1", json={"disabled": True}).json()["code"] == "VALIDATION_ERROR"
    server.add_user("eve", "admin")
    eve = server.sign_in("eve", PASSWORD)
    assert admin.put("/api/auth/users/2", json={"disabled": True}).status_code == 200
    assert eve.get("/api/auth/session").status_code == 401
    # A disabled administrator is none who could let anybody in.
    server.add_user("joe", "admin")
    joe = server.sign_in("joe", PASSWORD)
    assert joe.put("/api/auth/users/1", json={"disabled": True}).status_code == 200
    admin.post("/api/auth/logout")
    assert joe.delete("/api/auth/users/1").status_code == 200
    assert joe.delete("/api/auth/users/2").status_code == 200


def test_consent_is_kept_and_shown(admin: httpx.Client) -> None:
    assert admin.put("/api/v1/user/analytics", json={"remindLater": True}).json() == {
        "ok": True,
        "analyticsEnabled": None,
    }
    user = admin.get("/api/auth/session").json()["user"]
    assert user["analyticsEnabled"] is None
    assert user["analyticsConsentRemindAt"] - user["analyticsConsentShownAt"] == 7 * 24 * 3600 * 1000
    assert admin.put("/api/v1/user/analytics", json={"enabled": True}).json()["analyticsEnabled"] is True
    assert admin.put("/api/v1/user/analytics").json()["analyticsEnabled"] is False
    assert admin.get("/api/auth/session").json()["user"]["analyticsConsentRemindAt"] is None
    assert admin.put("/api/v1/user/analytics", json={"enabled": "yes"}).json()["code"] == "VALIDATION_ERROR"

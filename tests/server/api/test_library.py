"""The file library over HTTP (http-api.md section 17)."""

import hashlib
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from ashim.library.tables import user_files
from tests.server.api.pictures import opened, picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer

FILES = "/api/v1/files"


@pytest.fixture(autouse=True)
def _no_bytes_of_other_tests(server: LiveServer) -> None:
    server.app.state.library.sweep()


def store(client: httpx.Client, *names: str, content: bytes | None = None) -> list[dict[str, Any]]:
    parts = [("file", (name, content or picture(60 + number, 40))) for number, name in enumerate(names)]
    answer = client.post(f"{FILES}/upload", files=parts)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["files"]
    return found


def save(client: httpx.Client, parent: str, content: bytes, name: str = "x.webp", tool: str = "") -> httpx.Response:
    fields = {"parentId": parent, **({"toolId": tool} if tool else {})}
    return client.post(f"{FILES}/save-result", files={"file": (name, content)}, data=fields)


def names(client: httpx.Client, **query: str) -> list[str]:
    return [file["originalName"] for file in client.get(FILES, params=query).json()["files"]]


def test_uploads_come_back_as_files_in_their_order(admin: httpx.Client) -> None:
    first, second = store(admin, "a.png", "ü %.png")

    assert (first["originalName"], second["originalName"]) == ("a.png", "ü %.png")
    assert (first["width"], first["height"], second["width"]) == (60, 40, 61)
    assert first["mimeType"] == "image/png"
    assert first["size"] == len(picture(60, 40))
    assert (first["version"], first["parentId"], first["toolChain"]) == (1, None, [])
    assert first["createdAt"].endswith(".000Z")
    assert not {"userId", "storedName", "stored_name", "rootId"} & set(first)


@pytest.mark.parametrize(
    ("format", "name", "kind"),
    [("JPEG", "a.jpg", "image/jpeg"), ("GIF", "a.gif", "image/gif"), ("BMP", "a.bmp", "image/bmp")],
)
def test_the_type_is_that_of_the_bytes(admin: httpx.Client, format: str, name: str, kind: str) -> None:
    assert store(admin, "wrong.png", content=picture(30, 20, format))[0]["mimeType"] == kind


def test_a_file_comes_back_byte_for_byte_whole_and_in_parts(admin: httpx.Client) -> None:
    (file,) = store(admin, "Ä b.png")
    answer = admin.get(f"{FILES}/{file['id']}/download")

    assert answer.content == picture(60, 40)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith('attachment; filename="%C3%84%20b.png"')
    part = admin.get(f"{FILES}/{file['id']}/download", headers={"range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, picture(60, 40)[5:10])
    assert "private" in answer.headers["cache-control"]


def test_a_thumbnail_is_a_small_jpeg_and_drawn_once(server: LiveServer, admin: httpx.Client) -> None:
    (file,) = store(admin, "wide.png", content=picture(900, 300))
    first = admin.get(f"{FILES}/{file['id']}/thumbnail")

    assert first.headers["content-type"] == "image/jpeg"
    assert first.headers["cache-control"] == "private, max-age=86400, immutable"
    assert (opened(first.content).format, opened(first.content).size) == ("JPEG", (300, 100))
    blobs = server.app.state.library.blobs
    (kept,) = [path for path in blobs._thumbnails.rglob("*.jpg") if path.read_bytes() == first.content]
    kept.write_bytes(b"kept")
    assert admin.get(f"{FILES}/{file['id']}/thumbnail").content == b"kept"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"hello", "unrecognized image format"), (b"\0" * 100, "contains no image data")],
)
def test_what_is_no_picture_is_refused_and_nothing_of_the_request_is_kept(
    admin: httpx.Client, content: bytes, words: str
) -> None:
    answer = admin.post(f"{FILES}/upload", files=[("file", ("a.png", picture())), ("file", ("b.png", content))])

    assert answer.status_code == 400
    assert answer.json()["error"].startswith('Invalid file "b.png": ')
    assert words in answer.json()["error"].lower()
    assert names(admin) == []


def test_nothing_uploaded_is_said(admin: httpx.Client) -> None:
    assert "no valid files" in admin.post(f"{FILES}/upload", files={"file": ("a.png", b"")}).json()["error"].lower()
    assert admin.post(f"{FILES}/upload", json={}).status_code == 406


def test_the_list_is_newest_first_and_pages_without_gaps(server: LiveServer, admin: httpx.Client) -> None:
    fill(server, 25)
    seen: list[str] = []
    query = {"limit": "10"}
    while True:
        body = admin.get(FILES, params=query).json()
        assert (body["total"], body["limit"]) == (25, 10)
        seen += [file["originalName"] for file in body["files"]]
        if body["next"] is None:
            break
        query = {"limit": "10", "after": body["next"]}
    assert seen == [f"file_{number:02}.png" for number in reversed(range(25))]
    assert names(admin, limit="10", offset="20") == seen[20:]
    assert len(names(admin, limit="-1")) == 25
    assert len(names(admin, limit="0")) == 25
    assert len(names(admin, limit="many", offset="-4")) == 25


@pytest.mark.parametrize(("sort", "first"), [("name", "file_00.png"), ("size", "file_00.png"), ("date", "file_00.png")])
def test_lists_can_be_sorted_and_paged_by_other_things(
    server: LiveServer, admin: httpx.Client, sort: str, first: str
) -> None:
    fill(server, 7)
    query = {"sort": sort, "descending": "false", "limit": "3"}
    page = admin.get(FILES, params=query).json()
    rest = admin.get(FILES, params={**query, "limit": "10", "after": page["next"]}).json()
    listed = [file["originalName"] for file in page["files"] + rest["files"]]

    assert listed[0] == first
    assert sorted(listed) == listed
    assert len(set(listed)) == 7


def fill(server: LiveServer, count: int) -> None:
    rows = [
        {
            "id": f"{number:032}",
            "user_id": 1,
            "original_name": f"file_{number:02}.png",
            "stored_name": "0" * 64,
            "mime_type": "image/png",
            "size": number,
            "root_id": f"{number:032}",
            "created_at": 1000 + number // 3,
        }
        for number in range(count)
    ]
    with server.database.write() as connection:
        connection.execute(insert(user_files), rows)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("PHOTO", ["photo_1.png", "Photo 100%.png"]),
        ("_", ["photo_1.png"]),
        ("0%", ["Photo 100%.png"]),
        ("\\", []),
        ("  1.p ", ["photo_1.png"]),
        ("", ["other.png", "photo_1.png", "Photo 100%.png"]),
    ],
)
def test_wildcards_in_a_search_mean_themselves(admin: httpx.Client, search: str, found: list[str]) -> None:
    store(admin, "Photo 100%.png", "photo_1.png", "other.png")

    assert sorted(names(admin, search=search)) == sorted(found)


def test_a_cursor_of_ones_own_making_is_refused(admin: httpx.Client) -> None:
    for after in ("x", "W10", "bnVsbA", "eyJhIjoxfQ"):
        answer = admin.get(FILES, params={"after": after})
        assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")


def test_versions_make_a_tree_of_which_the_leaves_are_listed(admin: httpx.Client) -> None:
    (original,) = store(admin, "photo.png")
    second = save(admin, original["id"], picture(30, 20, "WEBP"), tool="resize")
    assert second.status_code == 201
    child = second.json()["file"]
    assert (child["originalName"], child["version"], child["parentId"]) == ("photo.webp", 2, original["id"])
    assert (child["toolChain"], child["mimeType"]) == (["resize"], "image/webp")
    third = save(admin, child["id"], picture(20, 20), "y", tool="rotate").json()["file"]
    branch = save(admin, original["id"], picture(10, 10), "z.png").json()["file"]

    assert third["toolChain"] == ["resize", "rotate"]
    assert third["originalName"] == "photo.webp"
    assert branch["toolChain"] == []
    listed = {file["id"] for file in admin.get(FILES).json()["files"]}
    assert listed == {third["id"], branch["id"]}
    for file_id in (original["id"], third["id"]):
        body = admin.get(f"{FILES}/{file_id}").json()
        assert body["file"]["id"] == file_id
        assert {each["id"] for each in body["versions"]} == {
            original["id"],
            child["id"],
            third["id"],
            branch["id"],
        }
        assert [each["version"] for each in body["versions"]] == [1, 2, 2, 3]
    assert names(admin, tool="rotate") == ["photo.webp"]


def test_deleting_takes_the_whole_tree_and_counts_once(server: LiveServer, admin: httpx.Client) -> None:
    (original,) = store(admin, "a.png")
    child = save(admin, original["id"], picture(30, 20)).json()["file"]
    (other,) = store(admin, "b.png", content=picture(70, 70))
    ids = [child["id"], original["id"], "unknown"]

    assert admin.request("DELETE", FILES, json={"ids": ids}).json() == {"deleted": 2}
    assert admin.get(f"{FILES}/{original['id']}").json() == {"error": "File not found"}
    assert names(admin) == ["b.png"]
    assert admin.request("DELETE", FILES, json={"ids": [other["id"]]}).json() == {"deleted": 1}
    assert list(server.app.state.library.blobs.names()) == []
    wrong: tuple[object, ...] = ({}, {"ids": []}, {"ids": "x"}, {"ids": [1]})
    for body in wrong:
        assert admin.request("DELETE", FILES, json=body).status_code == 400


def test_equal_bytes_are_kept_once_and_until_the_last_row_goes(server: LiveServer, admin: httpx.Client) -> None:
    content = picture(50, 50)
    (mine,) = store(admin, "a.png", content=content)
    bob = server.add_user("bob")
    (theirs,) = store(bob, "b.png", content=content)
    blobs = server.app.state.library.blobs

    assert len(list(blobs.names())) == 1
    admin.request("DELETE", FILES, json={"ids": [mine["id"]]})
    assert bob.get(f"{FILES}/{theirs['id']}/download").content == content
    bob.request("DELETE", FILES, json={"ids": [theirs["id"]]})
    assert list(blobs.names()) == []


def test_files_of_others_do_not_exist(server: LiveServer) -> None:
    """An id that one knows opens nothing, and hides and deletes nothing (D-4)."""
    bob, eve = server.add_user("bob"), server.add_user("eve")
    (file,) = store(bob, "secret.png")
    address = f"{FILES}/{file['id']}"

    for answer in (eve.get(address), eve.get(f"{address}/download"), eve.get(f"{address}/thumbnail")):
        assert (answer.status_code, answer.json()) == (404, {"error": "File not found"})
    refused = save(eve, file["id"], picture())
    assert (refused.status_code, refused.json()["error"]) == (404, "Parent file not found")
    assert eve.request("DELETE", FILES, json={"ids": [file["id"]]}).json() == {"deleted": 0}
    assert names(eve) == []
    assert names(bob) == ["secret.png"]


def test_who_may_see_all_files_does(server: LiveServer, admin: httpx.Client) -> None:
    bob, editor = server.add_user("bob"), server.add_user("mia", "editor")
    (file,) = store(bob, "a.png")

    assert names(editor) == ["a.png"]
    assert editor.get(f"{FILES}/{file['id']}/download").status_code == 200
    scoped = server.key_for(admin, permissions=["files:own"])
    assert names(scoped) == []
    child = save(editor, file["id"], picture(20, 20)).json()["file"]
    # A version that somebody else made of one's file is theirs; deleting one's own leaves it alone.
    assert bob.request("DELETE", FILES, json={"ids": [file["id"]]}).json() == {"deleted": 1}
    assert [each["id"] for each in editor.get(FILES).json()["files"]] == [child["id"]]


def test_files_need_their_permission(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin, permissions=["tools:use"])

    for answer in (key.get(FILES), key.post(f"{FILES}/upload"), key.request("DELETE", FILES, json={"ids": ["x"]})):
        assert answer.json()["code"] == "FORBIDDEN"


def test_the_quota_counts_what_is_coming_in(serve: Serve) -> None:
    server = serve(max_storage_per_user_mb=0.01)
    admin = server.sign_in()
    big = picture(120, 60, "BMP")
    assert len(big) > 20_000
    refused = admin.post(f"{FILES}/upload", files={"file": ("a.bmp", big)})

    assert refused.status_code == 413
    assert "storage quota exceeded" in refused.json()["error"].lower()
    assert list(server.app.state.library.blobs.names()) == []
    (file,) = store(admin, "a.png", content=picture(10, 10))
    assert save(admin, file["id"], big).status_code == 413
    assert admin.get(FILES).json()["total"] == 1


def test_a_deleted_user_leaves_no_bytes_behind(server: LiveServer, admin: httpx.Client) -> None:
    store(server.add_user("bob"), "a.png")

    admin.delete("/api/auth/users/2")

    assert list(server.app.state.library.blobs.names()) == []


def test_uploads_and_deletions_are_on_record(admin: httpx.Client) -> None:
    (file,) = store(admin, "a.png")
    admin.request("DELETE", FILES, json={"ids": [file["id"]]})
    deleted, uploaded = admin.get("/api/v1/audit-log").json()["entries"][:2]

    assert (uploaded["action"], uploaded["details"]["count"]) == ("FILE_UPLOADED", 1)
    assert uploaded["details"]["files"] == ["a.png"]
    assert (deleted["action"], deleted["details"]["ids"]) == ("FILE_DELETED", [file["id"]])


def test_a_crash_between_bytes_and_row_leaves_nothing_in_the_end(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    library = server.app.state.library
    stray = tmp_path / "stray"
    stray.write_bytes(picture(5, 5))
    with library.blobs.receive(stray) as incoming, library.blobs.lock():
        library.blobs.keep(incoming)
    (tmp_path / "files" / "incoming" / "1700000000-half").write_bytes(b"x")

    assert list(library.blobs.names()) == [hashlib.sha256(picture(5, 5)).hexdigest()]
    assert library.sweep() == 1
    assert list(library.blobs.names()) == []
    assert list((tmp_path / "files" / "incoming").iterdir()) == []


def test_parallel_uploads_and_deletions_of_equal_bytes_lose_nothing(server: LiveServer) -> None:
    """The last row of a blob goes while another comes: never a row without its bytes, never bytes without a row."""
    bob, eve = server.add_user("bob"), server.add_user("eve")
    content = picture(33, 33)

    def come_and_go(client: httpx.Client) -> None:
        for _ in range(15):
            (file,) = store(client, "a.png", content=content)
            assert client.get(f"{FILES}/{file['id']}/download").content == content
            assert client.request("DELETE", FILES, json={"ids": [file["id"]]}).json() == {"deleted": 1}

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(come_and_go, client) for client in (bob, eve)]:
            done.result()
    assert list(server.app.state.library.blobs.names()) == []


def run(client: httpx.Client, tool: str, file: tuple[str, bytes] | None = None, **fields: str) -> httpx.Response:
    # A form without files is still multipart: `file=(None, …)` makes a plain field of each.
    parts: dict[str, Any] = {name: (None, value) for name, value in fields.items()}
    return client.post(f"/api/v1/{tool}", files=parts if file is None else {**parts, "file": file})


RESIZE = '{"width": 20}'


def test_a_result_becomes_a_version_with_the_settings_that_made_it(admin: httpx.Client) -> None:
    (original,) = store(admin, "photo.png")
    body = run(admin, "tools/resize", ("photo.png", picture()), fileId=original["id"], settings=RESIZE).json()
    saved = admin.get(f"{FILES}/{body['savedFileId']}").json()["file"]

    assert (saved["parentId"], saved["version"], saved["toolChain"]) == (original["id"], 2, ["resize"])
    assert (saved["originalName"], saved["mimeType"], saved["width"]) == ("photo_resize.png", "image/png", 20)
    assert saved["chainSettings"][0]["width"] == 20
    kept = admin.get(f"{FILES}/{saved['id']}/download").content
    assert kept == admin.get(body["downloadUrl"]).content
    assert admin.get(f"/api/v1/jobs/{body['jobId']}").json()["savedFileId"] == saved["id"]


def test_a_run_takes_a_stored_file_in_place_of_an_upload(admin: httpx.Client) -> None:
    (original,) = store(admin, "photo.png")
    first = run(admin, "tools/resize", fileId=original["id"], settings=RESIZE).json()
    uploaded = run(admin, "tools/resize", ("photo.png", picture()), settings=RESIZE).json()

    assert admin.get(first["downloadUrl"]).content == admin.get(uploaded["downloadUrl"]).content
    second = run(admin, "tools/rotate", fileId=first["savedFileId"], settings='{"angle": 90}').json()
    tree = admin.get(f"{FILES}/{second['savedFileId']}").json()
    assert tree["file"]["toolChain"] == ["resize", "rotate"]
    assert [each["version"] for each in tree["versions"]] == [1, 2, 3]
    report = run(admin, "tools/info", fileId=original["id"])
    assert report.json()["width"] == 60


def test_batches_and_pipelines_take_stored_files(admin: httpx.Client) -> None:
    stored = store(admin, "a.png", "b.png")
    ids = json.dumps([each["id"] for each in stored])
    answer = run(admin, "tools/resize/batch", fileId=ids, settings=RESIZE)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    job = admin.get(f"/api/v1/jobs/{answer.headers['x-job-id']}").json()
    versions = [admin.get(f"{FILES}/{each['savedFileId']}").json()["file"] for each in job["files"]]
    assert [each["parentId"] for each in versions] == [each["id"] for each in stored]

    steps = [{"toolId": "resize", "settings": {"width": 30}}, {"toolId": "rotate", "settings": {"angle": 90}}]
    done = run(admin, "pipeline/execute", fileId=stored[0]["id"], pipeline=json.dumps({"steps": steps})).json()
    saved = admin.get(f"{FILES}/{done['savedFileId']}").json()["file"]
    assert saved["toolChain"] == ["resize", "rotate"]
    assert [each["width"] for each in saved["chainSettings"] if "width" in each] == [30]


def test_a_foreign_file_is_neither_a_parent_nor_an_input(server: LiveServer) -> None:
    bob, eve = server.add_user("bob"), server.add_user("eve")
    (file,) = store(bob, "secret.png")

    ignored = run(eve, "tools/resize", ("x.png", picture()), fileId=file["id"], settings=RESIZE)
    assert ignored.status_code == 200
    assert "savedFileId" not in ignored.json()
    refused = run(eve, "tools/resize", fileId=file["id"], settings=RESIZE)
    assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")
    assert len(bob.get(f"{FILES}/{file['id']}").json()["versions"]) == 1


@pytest.mark.parametrize("wrong", ["[1]", "[", '["a", null]'])
def test_ids_that_cannot_be_read_are_refused(admin: httpx.Client, wrong: str) -> None:
    answer = run(admin, "tools/resize", fileId=wrong, settings=RESIZE)

    assert (answer.status_code, "fileId must be" in answer.json()["error"]) == (400, True)


def test_a_result_that_finds_no_room_is_still_a_result(serve: Serve) -> None:
    server = serve(max_storage_per_user_mb=0.003)
    admin = server.sign_in()
    (file,) = store(admin, "a.png", content=picture(20, 20))
    body = run(admin, "tools/convert", fileId=file["id"], settings='{"format": "bmp"}').json()
    big = run(admin, "tools/resize", fileId=file["id"], settings='{"width": 400, "height": 400}').json()

    assert body["savedFileId"]
    assert "savedFileId" not in big
    assert "not saved to the library: Storage quota exceeded" in big["warnings"][0]
    assert admin.get(big["downloadUrl"]).status_code == 200


def test_a_batch_of_stored_files_has_the_limit_of_a_batch(serve: Serve) -> None:
    admin = serve(max_batch_size=2).sign_in()
    ids = json.dumps([each["id"] for each in store(admin, "a.png", "b.png")] * 2)
    answer = run(admin, "tools/resize/batch", fileId=ids, settings=RESIZE)

    assert (answer.status_code, "at most 2 files" in answer.json()["error"]) == (400, True)


def test_bytes_that_are_gone_are_said_to_be(server: LiveServer, admin: httpx.Client) -> None:
    (file,) = store(admin, "a.png")
    server.app.state.library.blobs.path(hashlib.sha256(picture(60, 40)).hexdigest()).unlink()

    for answer in (
        admin.get(f"{FILES}/{file['id']}/download"),
        admin.get(f"{FILES}/{file['id']}/thumbnail"),
        run(admin, "tools/resize", fileId=file["id"], settings=RESIZE),
    ):
        assert answer.status_code == 404
        assert "on disk" in answer.json()["error"]


def test_filters(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    store(bob, "bobs.png")
    (small,) = store(admin, "small.png", content=picture(4, 4))
    (big,) = store(admin, "big.png", content=picture(90, 80))
    save(admin, big["id"], picture(50, 40))

    assert names(admin, versioned="true") == ["big.webp"]
    assert names(admin, owner="bob") == ["bobs.png"]
    assert names(bob, owner="admin") == []
    assert names(admin, maxSize=str(small["size"]), owner="admin") == ["small.png"]
    assert names(admin, minSize=str(small["size"] + 1), owner="admin") == ["big.webp"]
    day = small["createdAt"][:10]
    assert len(names(admin, **{"from": day})) == len(names(admin, to=day)) == 3
    assert names(admin, to="1999-12-31") == names(admin, **{"from": "2999-01-01T00:00:00Z"}) == []
    for wrong in ({"from": "soon"}, {"minSize": "-1"}, {"maxSize": "9" * 30}):
        answer = admin.get(FILES, params=wrong)
        assert answer.status_code == 400, wrong
        assert next(iter(wrong)) in answer.text


def test_the_owner_is_told_to_those_who_see_all(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    (file,) = store(bob, "bobs.png")

    assert admin.get(FILES).json()["files"][0]["owner"] == "bob"
    assert admin.get(f"{FILES}/{file['id']}").json()["file"]["owner"] == "bob"
    assert "owner" not in bob.get(FILES).json()["files"][0]


def test_an_upload_of_known_bytes_is_told(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    (first,) = store(admin, "a.png")
    (again,) = store(admin, "b.png")
    (of_bob,) = store(bob, "c.png")

    assert again["duplicateOf"] == first["id"]
    assert "duplicateOf" not in first
    assert "duplicateOf" not in of_bob
    assert "duplicateOf" not in admin.get(f"{FILES}/{again['id']}").json()["file"]


def test_an_archive_holds_the_files_asked_for(server: LiveServer, admin: httpx.Client) -> None:
    first, second, third = store(admin, "a.png", "a.png", "ü.png")
    wanted = ",".join([first["id"], third["id"], second["id"], first["id"]])
    answer = admin.get(f"{FILES}/archive", params={"ids": wanted})

    assert answer.headers["content-type"] == "application/zip"
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["a.png", "ü.png", "a_1.png"]
        assert archive.read("a_1.png") == picture(61, 40)
    foreign = server.add_user("bob").get(f"{FILES}/archive", params={"ids": first["id"]})
    assert (foreign.status_code, first["id"] in foreign.json()["error"]) == (404, True)
    for wrong in ("", ",,", ",".join(map(str, range(501)))):
        assert admin.get(f"{FILES}/archive", params={"ids": wrong}).status_code == 400


def test_usage_counts_every_version(serve: Serve) -> None:
    admin = serve(max_storage_per_user_mb=2).sign_in()
    empty = admin.get(f"{FILES}/usage").json()
    first, _ = store(admin, "a.png", "b.png")
    saved = save(admin, first["id"], picture(10, 10)).json()["file"]

    assert empty == {"files": 0, "versions": 0, "bytes": 0, "quotaBytes": 2 * 1024 * 1024}
    assert admin.get(f"{FILES}/usage").json() == {
        "files": 2,
        "versions": 3,
        "bytes": len(picture(60, 40)) + len(picture(61, 40)) + saved["size"],
        "quotaBytes": 2 * 1024 * 1024,
    }


def test_an_older_version_comes_back_as_the_newest(admin: httpx.Client) -> None:
    (original,) = store(admin, "a.png")
    second = run(admin, "tools/resize", fileId=original["id"], settings=RESIZE).json()["savedFileId"]
    third = run(admin, "tools/rotate", fileId=second, settings='{"angle": 90}').json()["savedFileId"]
    restored = admin.post(f"{FILES}/{second}/restore").json()["file"]

    assert (restored["version"], restored["parentId"]) == (4, third)
    assert restored["toolChain"] == ["resize"]
    assert restored["chainSettings"] == admin.get(f"{FILES}/{second}").json()["file"]["chainSettings"]
    contents = [admin.get(f"{FILES}/{each}/download").content for each in (second, restored["id"])]
    assert contents[0] == contents[1]
    assert [file["id"] for file in admin.get(FILES).json()["files"]] == [restored["id"]]
    again = admin.post(f"{FILES}/{restored['id']}/restore")
    assert (again.status_code, "newest" in again.json()["error"]) == (409, True)


def test_a_version_can_be_made_again_from_its_chain(admin: httpx.Client) -> None:
    (original,) = store(admin, "a.png")
    second = run(admin, "tools/resize", fileId=original["id"], settings=RESIZE).json()["savedFileId"]
    third = run(admin, "tools/rotate", fileId=second, settings='{"angle": 90}').json()["savedFileId"]
    version = admin.get(f"{FILES}/{third}").json()["file"]
    chain = zip(version["toolChain"], version["chainSettings"], strict=True)
    steps = [{"toolId": tool, "settings": settings} for tool, settings in chain]
    again = run(admin, "pipeline/execute", fileId=original["id"], pipeline=json.dumps({"steps": steps})).json()

    assert opened(admin.get(again["downloadUrl"]).content).tobytes() == (
        opened(admin.get(f"{FILES}/{third}/download").content).tobytes()
    )


def test_a_branch_goes_without_the_rest(server: LiveServer, admin: httpx.Client) -> None:
    (original,) = store(admin, "a.png")
    left = save(admin, original["id"], picture(10, 10)).json()["file"]
    right = save(admin, original["id"], picture(11, 10)).json()["file"]
    below = save(admin, right["id"], picture(12, 10)).json()["file"]

    assert server.add_user("bob").delete(f"{FILES}/{right['id']}").status_code == 404
    assert admin.delete(f"{FILES}/{right['id']}").json() == {"deleted": 2}
    assert {file["id"] for file in admin.get(f"{FILES}/{left['id']}").json()["versions"]} == {
        original["id"],
        left["id"],
    }
    assert admin.get(f"{FILES}/{below['id']}").status_code == 404
    assert admin.delete(f"{FILES}/{left['id']}").json() == {"deleted": 1}
    assert [file["id"] for file in admin.get(FILES).json()["files"]] == [original["id"]]

"""Tools that answer before they have finished."""

import httpx

from tests.server.api.pictures import opened, picture
from tests.server.api.test_jobs import events


def send(client: httpx.Client, **headers: str) -> httpx.Response:
    files = {"file": ("a.png", picture(60, 40))}
    return client.post(
        "/api/v1/tools/noise-removal", files=files, data={"settings": '{"tier":"quick"}'}, headers=headers
    )


def test_the_answer_leads_to_the_result(client: httpx.Client) -> None:
    answer = send(client)
    assert answer.status_code == 202
    body = answer.json()
    assert body["async"] is True
    *_, last = events(client, body["jobId"])
    assert last["phase"] == "complete"
    result = client.get(last["result"]["downloadUrl"])
    assert last["result"]["downloadUrl"].endswith("/a_denoised.png")
    assert opened(result.content).size == (60, 40)
    assert client.get(f"/api/v1/jobs/{body['jobId']}").json() == last["result"]


def test_a_caller_may_wait(client: httpx.Client) -> None:
    answer = send(client, prefer="wait")
    assert answer.status_code == 200
    assert answer.json()["filename"] == "a_denoised.png"


def test_batches_wait_for_their_zip(client: httpx.Client) -> None:
    files = [("file", (name, picture(20, 20))) for name in ("a.png", "b.png")]
    answer = client.post("/api/v1/tools/noise-removal/batch", files=files, data={"settings": '{"tier":"quick"}'})
    assert answer.headers["x-file-results"] == '{"0": "a_denoised.png", "1": "b_denoised.png"}'


def test_a_broken_picture_is_refused_at_once(client: httpx.Client) -> None:
    answer = client.post("/api/v1/tools/noise-removal", files={"file": ("a.png", b"no picture")})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Invalid image")


def test_the_id_may_be_chosen(client: httpx.Client) -> None:
    wanted = "01234567-89ab-4cde-8f01-23456789abcd"
    form = {"settings": '{"tier":"quick"}', "clientJobId": wanted}
    answer = client.post("/api/v1/tools/noise-removal", files={"file": ("a.png", picture())}, data=form)
    assert (answer.status_code, answer.json()["jobId"]) == (202, wanted)

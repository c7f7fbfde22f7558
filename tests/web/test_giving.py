"""What is given to the pages: stories to code, corrections, and what becomes of them."""

from __future__ import annotations

import time

import verbale
from verbale.web.work import Sent, code

from .conftest import NEW


def _ended(served, location: str) -> dict:
    for _ in range(600):
        job = served.client.get(f"{location}.json").json()
        if job["step"] in {"done", "failed"}:
            return job
        time.sleep(0.1)
    raise AssertionError(job)


def test_a_pasted_text_is_coded_and_kept_once(served):
    first = _ended(served, served.post("/stories", text=NEW, published="2025-03-06").headers["location"])
    assert first["step"] == "done"
    page = served.client.get(f"/stories/{first['stories'][0]}").text
    assert "Kenya" in page
    assert "Nepal" in page
    again = _ended(served, served.post("/stories", text=NEW, published="2025-03-06").headers["location"])
    assert again["claims"] == 0
    assert "already" in again["notes"][0]
    law = served.client.get("/ledger.json").json()["runs"][-1]
    assert (law["received"], law["duplicate"], law["lost"]) == (1, 1, 0)


def test_a_dropped_file_and_what_cannot_be_read(served):
    key = {"form_key": served.desk.form_key}
    sent = served.client.post(
        "/stories", data=key, files={"file": ("../../horses.txt", NEW.encode())}, follow_redirects=False
    )
    assert _ended(served, sent.headers["location"])["step"] == "done"
    sent = served.client.post(
        "/stories", data=key, files={"file": ("x.txt", b"\x00\x01\x02" * 500)}, follow_redirects=False
    )
    job = _ended(served, sent.headers["location"])
    assert job["step"] == "failed"
    assert job["error"]["next_step"]
    assert "could not be read" in served.client.get(sent.headers["location"]).text
    assert served.post("/stories", text="   ").status_code == 400
    assert served.post("/stories", url="file:///etc/passwd").status_code == 400
    inside = _ended(served, served.post("/stories", text="http://127.0.0.1:9/x").headers["location"])
    assert inside["step"] == "failed"


def test_too_much_is_refused(served):
    answer = served.client.post("/stories", content=b"x", headers={"content-length": "99999999999"})
    assert answer.status_code == 413


def test_a_correction_changes_the_page_and_holds_when_the_story_is_coded_again(served):
    event = served.disputed()
    claim = event["claims"][0]
    story = served.client.get(f"/claims/{claim}.json").json()["story_id"]
    answer = served.post(
        f"/claims/{claim}/judgements", kind="actors", parties="Belarus (BLR)", story=story, who="A. Reader"
    )
    assert answer.status_code == 303
    for _ in range(2):
        now = served.client.get(f"/claims/{claim}.json").json()
        assert [a["code"] for a in now["actor"]] == ["BLR"]
        assert "A. Reader" in served.client.get(f"/stories/{story}?claim={claim}").text
        served.desk.answers.book.recode(code, f"{verbale.__version__}+again")
    judged = served.client.get("/ledger.json").json()["judgements"]
    assert [j["state"] for j in judged] == ["in force"]
    assert served.client.get("/ledger/verify.json").json() == {"sound": True, "faults": []}
    served.post(f"/judgements/{judged[0]['id']}/undo", back="/ledger")
    assert [a["code"] for a in served.client.get(f"/claims/{claim}.json").json()["actor"]] == ["PRK"]


def test_right_not_an_event_and_same_as(served):
    story = served.story("zoo")
    events = served.client.get(f"/stories/{story}.json").json()["events"]
    gifts = [e for e in events if e["event"] == "AID" and e["actor"] == ["RUS"]]
    one, other = gifts[0]["claims"][0], gifts[1]["id"]
    assert served.post(f"/claims/{one}/judgements", kind="right", story=story).status_code == 303
    assert "right" in served.client.get(f"/stories/{story}/card/{one}").text
    assert served.post(f"/claims/{one}/judgements", kind="same as", other=other, story=story).status_code == 303
    assert served.client.get(f"/claims/{one}.json").json()["events"] == [
        e["id"] for e in served.client.get(f"/stories/{story}.json").json()["events"] if one in e["claims"]
    ]
    third = gifts[2]["claims"][0]
    gone = served.post(f"/claims/{third}/judgements", kind="not an event", story=story)
    assert gone.status_code == 303
    page = served.client.get(gone.headers["location"]).text
    assert "In force no more" in page
    assert "Undo" in page


def test_a_wrong_correction_is_told(served):
    claim = served.disputed()["claims"][0]
    for form in (
        {"kind": "actors", "parties": "Atlantis"},
        {"kind": "nonsense"},
        {"kind": "status", "status": "x"},
        {"kind": "date", "first": "2024-13-01"},
        {"kind": "same as", "other": "nothing"},
    ):
        answer = served.post(f"/claims/{claim}/judgements", **form)
        assert answer.status_code in {400, 404}, form
    assert served.client.get("/ledger.json").json()["judgements"] == []


def test_a_task_does_not_end_while_its_page_is_made(served):
    """The page of a task shows one state of it: else it could end between the redirection and the last line."""
    work = served.desk.work
    task = work.begin(Sent(text=NEW))
    seen = work.job(task.id)
    for _ in range(600):
        if task.ended:
            break
        time.sleep(0.1)
    assert task.step == "done"
    assert work.job(task.id).stories == task.stories
    assert seen is not task
    assert (seen.step, seen.stories) != (task.step, task.stories)

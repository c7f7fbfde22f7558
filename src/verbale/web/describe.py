"""The description of the server for programs (OpenAPI 3.1), at /openapi.json."""
from __future__ import annotations

import functools
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

import verbale
from verbale.record import Certainty, EventType, Polarity, SourceKind, Standing, Status
from verbale.web import render

Row = dict[str, Any]
ID = {"type": "string", "pattern": "^[0-9a-f]{1,64}$"}
TEXT: Row = {"type": "string"}
NUMBER: Row = {"type": "integer", "minimum": 0}
MAYBE: Row = {"type": ["string", "null"]}
DAYS: Row = {"type": ["array", "null"], "items": {"type": "string", "format": "date"}, "minItems": 2, "maxItems": 2}
READING, WRITING = ("400", "404", "421"), ("400", "401", "403", "404", "413", "415", "421", "429", "503")


def described(request: Request) -> Response:
    """The description."""
    del request
    return render.record(description())


@functools.cache
def description() -> Row:
    """All that a program may ask."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Verbale", "version": verbale.__version__, "license": {"name": "Apache-2.0"},
                 "description": "Cited records of who did what to whom. Each page of the server has these twins."},
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _ref(name: str) -> Row:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(of: Row) -> Row:
    return {"type": "array", "items": of}


def _object(required: Row, **optional: Row) -> Row:
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


def _enum(kind: Any) -> Row:
    return {"type": "string", "enum": [one.value for one in kind]}


def _schemas() -> Row:
    amount = _object({"item": TEXT, "low": {"type": ["number", "null"]}, "high": {"type": ["number", "null"]},
                      "unit": MAYBE})
    party = _object({"text": TEXT, "code": MAYBE, "sector": TEXT})
    source = _object({"text": TEXT, "code": MAYBE, "kind": _enum(SourceKind)})
    claim = _object({
        "id": ID, "start": NUMBER, "end": NUMBER, "event": _enum(EventType), "mode": MAYBE, "actor": _many(party),
        "recipient": _many(party), "date": DAYS, "status": _enum(Status), "polarity": _enum(Polarity),
        "certainty": _enum(Certainty), "source": _many(source), "amounts": _many(amount), "place": MAYBE,
        "confidence": {"type": ["number", "null"]}, "quote": TEXT, "number": NUMBER,
    })
    event = _object({
        "id": ID, "event": _enum(EventType), "mode": MAYBE, "actor": _many(TEXT), "recipient": _many(TEXT),
        "date": DAYS, "place": MAYBE, "status": _enum(Status), "standing": _enum(Standing), "reports": NUMBER,
        "origins": NUMBER,
        "figures": _many({"type": "object"}), "asserted_by": _many(TEXT), "denied_by": _many(TEXT), "summary": TEXT,
        "claims": _many(ID),
    })
    line = _object({"id": ID, "title": TEXT, "outlet": TEXT, "published": TEXT, "claims": NUMBER, "events": NUMBER,
                    "disputed": NUMBER, "planned": NUMBER, "pairs": _many(_many(TEXT))})
    return {
        "Error": _object({"error": _object({"code": TEXT, "message": TEXT, "next_step": TEXT})}),
        "Claim": claim, "Event": event, "StoryLine": line,
        "Story": _object({"story": {"type": "object"}, "text": TEXT, "claims": _many(claim), "events": _many(event),
                          "treaties": _many({"type": "object"}), "transfers": _many({"type": "object"})}),
        "Work": _object({"id": ID, "name": TEXT, "step": TEXT, "stories": _many(ID), "claims": NUMBER, "events": NUMBER,
                         "received": NUMBER, "rejected": _many(TEXT), "notes": _many(TEXT)}),
        "NewStory": {
            **_object(
                {}, text={**TEXT, "maxLength": 1_000_000}, url={**TEXT, "maxLength": 2_000}, title=TEXT,
                published={**TEXT, "description": "YYYY-MM-DD"},
            ),
            "additionalProperties": False,
        },
        "NewJudgement": {**_object({"kind": TEXT, "who": TEXT, "why": TEXT}, value=_many(TEXT)),
                         "additionalProperties": False},
    }


def _paths() -> Row:
    page = {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10_000}}
    facets = [
        {"name": name, "in": "query", "schema": TEXT}
        for name in ("actor", "quad", "type", "standing", "status", "source", "outlet", "q", "since", "until", "a", "b")
    ]
    shelf = _object({"stories": _many(_ref("StoryLine")), "total": NUMBER, "page": NUMBER, "size": NUMBER})
    found = _object({"total": NUMBER, "page": NUMBER, "size": NUMBER, "events": _many(_ref("Event")),
                     "facets": {"type": "object"}})
    pair = _object({"a": TEXT, "b": TEXT, "in_words": TEXT, "events": _many(_ref("Event")), "stories": _many(ID)})
    pairs = _object({"pairs": _many(_object({"a": TEXT, "b": TEXT, "events": NUMBER}))})
    book = _object({"stats": {"type": "object"}, "runs": _many({"type": "object"}),
                    "versions": _many({"type": "object"}), "judgements": _many({"type": "object"}), "head": MAYBE,
                    "feeds": _many({"type": "object"})})
    sound = _object({"sound": {"type": "boolean"}, "faults": _many(TEXT)})
    sides = [{"name": n, "in": "query", "schema": TEXT, "required": n == "before"} for n in ("before", "after")]
    return {
        "/stories.json": {
            "get": _get("All stories, the last that came first", shelf, page),
            "post": _post("Code and keep a story", _ref("NewStory"), _ref("Work")),
        },
        "/stories/{id}.json": {"get": _get("A story with its claims and events", _ref("Story"), _at("id"))},
        "/claims/{id}.json": {"get": _get("A claim", _ref("Claim"), _at("id"))},
        "/claims/{id}/judgements.json": {"post": _post(
            "Judge a claim or an event", _ref("NewJudgement"), _object({"judgement": ID}), _at("id"))},
        "/events/{id}.json": {"get": _get(
            "An event, now or as of a version", _ref("Event"), _at("id"),
            {"name": "version", "in": "query", "schema": TEXT})},
        "/pairs.json": {"get": _get("The pairs with most events", pairs)},
        "/pairs/{a}/{b}.json": {"get": _get("All between two parties", pair, _at("a"), _at("b"))},
        "/explore.json": {"get": _get("Events that fit, with counts", found, page, *facets)},
        "/ledger.json": {"get": _get("Runs, corrections and versions", book)},
        "/ledger/verify.json": {"get": _get("Verify every record", sound)},
        "/ledger/diff.json": {"get": _get("What changed between two versions", {"type": "object"}, *sides)},
    }


def _at(name: str) -> Row:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _answers(status: str, schema: Row, errors: tuple[str, ...]) -> Row:
    def answer(text: str, of: Row) -> Row:
        return {"description": text, "content": {"application/json": {"schema": of}}}

    return {status: answer("As asked", schema), **{code: answer("What is wrong", _ref("Error")) for code in errors}}


def _get(summary: str, schema: Row, *parameters: Row) -> Row:
    return {"summary": summary, "parameters": list(parameters), "responses": _answers("200", schema, READING)}


def _post(summary: str, body: Row, schema: Row, *parameters: Row) -> Row:
    return {
        "summary": summary, "parameters": list(parameters), "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": _answers("201", schema, WRITING),
    }

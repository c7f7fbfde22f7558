"""Whether a deed took place, by what governs it; and speech acts that are not performed."""

from __future__ import annotations

import pytest
from trees import at, parsed

from verbale.claims import signatures
from verbale.record import Status

DONE = Status.DONE


@pytest.mark.parametrize(
    ("text", "word", "negative", "status"),
    [
        ("Peru managed to sign the pact.", "sign", False, DONE),
        ("Peru did not manage to sign the pact.", "sign", True, DONE),
        ("Oman failed to send the ship.", "send", True, DONE),
        ("Oman did not fail to send the ship.", "send", False, DONE),
        ("Kenya did not hesitate to recall its envoy.", "recall", False, DONE),
        ("Storms prevented Norway from sending the ship.", "sending", True, DONE),
        ("Nothing stopped Norway from sending the ship.", "sending", False, DONE),
        ("Chad was forced to return the horses.", "return", False, DONE),
        ("Chad was unable to return the horses.", "return", True, DONE),
        ("Sudan has yet to release the pilots.", "release", True, DONE),
        ("Panama had no choice but to expel the envoy.", "expel", False, DONE),
        ("Peru decided against buying the jets.", "buying", True, None),
        ("Peru abandoned its plan to buy the jets.", "buy", True, Status.PLANNED),
        ("Oman will fail to send the ship.", "send", True, None),
    ],
)
def test_what_governs_a_deed_settles_it(text: str, word: str, negative: bool, status: Status | None) -> None:
    tree = parsed(text)
    assert signatures.settled(tree, at(tree, word)) == (negative, status)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Peru signed the pact.", "signed"),
        ("Peru wants to sign the pact.", "sign"),
        ("Peru is ready to sign the pact.", "sign"),
    ],
)
def test_other_words_settle_nothing(text: str, word: str) -> None:
    tree = parsed(text)
    assert signatures.settled(tree, at(tree, word)) is None


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("No ship has reached the port.", "reached", True),
        ("None has come.", "come", True),
        ("Neither Oslo nor Bern has signed the pact.", "signed", True),
        ("At no time did Serbia sell the shells.", "sell", True),
        ("Oslo has never signed the pact.", "signed", True),
        ("Oslo not only signed the pact but printed it.", "signed", False),
        ("The ship has reached the port.", "reached", False),
    ],
)
def test_negation(text: str, word: str, expected: bool) -> None:
    tree = parsed(text)
    assert signatures.negated(tree, at(tree, word)) is expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Oslo denied that the ship had docked.", "denied", False),
        ("Oslo strongly denies that the ship docked.", "denies", False),
        ("Oslo did not deny that the ship had docked.", "deny", True),
        ("Oslo failed to deny that the ship had docked.", "deny", True),
        ("Oslo no longer denies that the ship docked.", "denies", True),
        ("Oslo stopped denying that the ship had docked.", "denying", True),
        ("Oslo made no attempt to deny that the ship had docked.", "deny", True),
        ("Without denying that the ship had docked, Oslo complained.", "denying", True),
        ("Neither Oslo nor Bern denied that the ship had docked.", "denied", True),
    ],
)
def test_a_denial_that_is_not_made(text: str, word: str, expected: bool) -> None:
    tree = parsed(text)
    assert signatures.undone(tree, at(tree, word)) is expected


def test_what_never_arrived() -> None:
    tree = parsed("The ships that Greece was to send to Lebanon never arrived.")
    assert signatures.not_arrived(tree, at(tree, "send"))
    tree = parsed("The ships that Greece sent to Lebanon arrived.")
    assert not signatures.not_arrived(tree, at(tree, "sent"))

"""`python -m evaluation.bundles`: B-cubed and origins of events, treaties and transfers.

(a) given the annotated claims, (b) end to end from the raw text. `--given` leaves (b) out. Exit status 1 below a floor.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from evaluation.bundles import measure, notation, objects

FLOOR_F1 = 0.90
FLOOR_ORIGINS = 0.90


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 where one is below its floor."""
    print("(a) given the annotated claims")
    low = False
    for name in ("events_a", "events_b", "events_c"):
        bundles = notation.read(name)
        c, wrong = measure.given(bundles)
        print(
            f"{name}: {len(bundles)} bundles, {c.claims} claims: B-cubed P {c.precision:.3f} R {c.recall:.3f} "
            f"F1 {c.f1:.3f}; origins {c.origins_right} of {c.origins}; standing {c.standing_right} of {c.standing}; "
            f"links {c.links_right} of {c.links}"
        )
        print("".join(f"  {line}\n" for line in (wrong)), end="")
        low = low or c.f1 < FLOOR_F1 or c.origins_right < FLOOR_ORIGINS * c.origins
    together = measure.together(notation.read("events"))
    print(f"all bundles merged at once: P {together.precision:.3f} R {together.recall:.3f} F1 {together.f1:.3f}")
    for share in (0.1, 0.3):
        worn = measure.worn(notation.read("events"), share)
        print(f"each field lost with chance {share}: P {worn.precision:.3f} R {worn.recall:.3f} F1 {worn.f1:.3f}")
    for name, right in (("treaties", objects.treaties_right), ("transfers", objects.transfers_right)):
        bundles = notation.read(name)
        number, wrong = right(bundles)
        print(f"{name}: {number} of {len(bundles)} bundles right")
        print("".join(f"  {line}\n" for line in wrong), end="")
        low = low or number < len(bundles)
    if "--given" not in arguments:
        from evaluation.bundles import coded

        print("(b) end to end")
        for told, names in (("the 40 bundles", ("events_a", "events_b")), ("the hard ones", ("events_c",))):
            print(f"{told}:")
            print("\n".join(f"  {line}" for line in coded.events([b for n in names for b in notation.read(n)])))
        print(coded.treaties(notation.read("treaties")))
        print(coded.transfers(notation.read("transfers")))
    return int(low)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

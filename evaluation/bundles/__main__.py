"""`python -m evaluation.bundles`: B-cubed and origins of events, treaties and transfers, given claims and end to end."""

from __future__ import annotations

import sys

from evaluation.bundles import measure, notation


def main() -> int:
    """Print the figures."""
    for name in ("events_a", "events_b"):
        bundles = notation.read(name)
        if not bundles:
            continue
        c, wrong = measure.given(bundles)
        print(
            f"{name}: {len(bundles)} bundles, {c.claims} claims: P {c.precision:.3f} R {c.recall:.3f} F1 {c.f1:.3f}; "
            f"origins {c.origins_right}/{c.origins}; standing {c.standing_right}/{c.standing}"
        )
        print("\n".join(wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main())

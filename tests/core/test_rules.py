"""Rules combine as logic does, and a role counts in its own place only."""

from itertools import product
from types import SimpleNamespace
from uuid import UUID

import pytest

from participe.core import clock
from participe.core.errors import Refused
from participe.core.rules import Viewer, has_role, rule

A, B, PARK, ROAD, PARK_B = (UUID(int=n) for n in range(1, 6))


@pytest.mark.parametrize(("a", "b", "c"), list(product([True, False], repeat=3)))
def test_rules_combine_as_and_and_or_do(a, b, c):
    says = {
        name: rule(lambda viewer, thing, v=v: v, f"not {name}")
        for name, v in zip("abc", (a, b, c), strict=True)
    }

    allowed = (says["a"] & says["b"] | says["c"]).why_not(Viewer(clock.now()), None) is None

    assert allowed == ((a and b) or c)


def test_a_refusal_gives_the_first_reason():
    no, never = (rule(lambda viewer, thing: False, reason) for reason in ("Not yet.", "Never."))

    with pytest.raises(Refused, match="Not yet"):
        (no & never | never).require(Viewer(clock.now()), None)


def test_a_rule_must_have_a_reason():
    with pytest.raises(ValueError, match="must say why"):
        rule(lambda viewer, thing: False, "")


@pytest.mark.parametrize(
    ("role", "of", "allowed"),
    [
        ("moderator", A, True),
        ("moderator", PARK, True),
        ("moderator", ROAD, False),
        ("moderator", B, False),
        ("moderator", PARK_B, False),
        ("manager", A, False),
    ],
)
def test_a_role_counts_in_its_own_place_only(role, of, allowed):
    viewer = Viewer(clock.now(), roles=frozenset({(role, of)}))
    thing = SimpleNamespace(administration_id=A, project_id=PARK)

    assert (has_role("moderator").why_not(viewer, thing) is None) == allowed

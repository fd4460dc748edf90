"""No two pictures of an edition have one name."""

from __future__ import annotations

from pictures import picture

from eventstudy.workflow.pictures.illustration import Illustration, distinct


def test_a_twin_gets_a_number() -> None:
    """Names stay in their order; a later twin is numbered, and no number takes a name that is there."""
    some = [Illustration(name, picture(), "", "") for name in ("a", "b", "a", "A", "a~2", "洲际")]
    assert [one.name for one in distinct(some)] == ["a", "b", "a~2", "A~3", "a~2~2", "洲际"]

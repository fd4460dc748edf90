"""Snapshots: mapped, replaced whole, and never trusted when damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.prices.snapshot import EMPTY, open_snapshot, write_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.prices.snapshot import Block

A, B = "a" * 64, "b" * 64


def block(days: int, seed: int) -> Block:
    """Return numbers, some of them missing."""
    numbers = np.random.default_rng(seed).normal(size=(8, days))
    numbers[:, ::3] = np.nan
    return np.arange(-1, days - 1) * 7, numbers


def written(path: Path) -> dict[str, Block]:
    """Write two series and return them."""
    blocks = {A: block(5, 1), B: block(3, 2)}
    write_snapshot(path, blocks.items())
    return blocks


def test_what_is_written_is_mapped(tmp_path: Path) -> None:
    """Days and numbers come back to the bit, as read-only views of one mapping."""
    blocks = written(tmp_path / "deep" / "one")
    snapshot = open_snapshot(tmp_path / "deep" / "one")
    assert set(snapshot.places) == {A, B}
    assert snapshot.days == 8
    for name, (days, numbers) in blocks.items():
        found_days, found = snapshot.block(name)
        assert found_days.tolist() == days.tolist()
        assert found.tobytes() == numbers.tobytes()
        assert np.shares_memory(found, snapshot.words)
        assert not found.flags.writeable
        assert found[3].flags.c_contiguous


def test_an_empty_one_is_like_none(tmp_path: Path) -> None:
    """A snapshot of nothing, and none at all, hold nothing."""
    write_snapshot(tmp_path / "one", [])
    assert open_snapshot(tmp_path / "one").places == open_snapshot(tmp_path / "none").places == EMPTY.places


def test_a_mapped_one_may_be_replaced_and_deleted(tmp_path: Path) -> None:
    """Who has mapped a snapshot keeps what was in it."""
    path = tmp_path / "one"
    blocks = written(path)
    snapshot = open_snapshot(path)
    write_snapshot(path, [(B, block(9, 3))])
    path.unlink()
    assert snapshot.block(A)[1].tobytes() == blocks[A][1].tobytes()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[1:],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[8:],
        lambda raw: raw + raw[-8:],
        lambda raw: raw[:0],
        lambda raw: raw[:-50] + bytes([raw[-50] ^ 1]) + raw[-49:],
        lambda raw: raw[:-100] + bytes([raw[-100] ^ 1]) + raw[-99:],
        lambda raw: raw[:-16] + b"\xff" * 8 + raw[-8:],
        lambda raw: bytes(len(raw)),
    ],
)
def test_a_damaged_one_is_none(tmp_path: Path, damage: object) -> None:
    """Cut, shifted, lengthened, emptied, zeroed, or with a bit of its directory turned, it holds nothing."""
    path = tmp_path / "one"
    written(path)
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    assert open_snapshot(path).places == {}


def test_a_write_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    """Where the series give out half-way, the snapshot stays what it was, and no draft stays beside it."""
    path = tmp_path / "one"
    written(path)
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        write_snapshot(path, ((str(1 / (2 - turn)), block(2, turn)) for turn in range(3)))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["one"]


def test_equal_days_are_one_array(tmp_path: Path) -> None:
    """Series of the same days share them, in the file and in memory."""
    one, other = block(5, 1), block(5, 2)
    write_snapshot(tmp_path / "one", [(A, one), (B, other)])
    snapshot = open_snapshot(tmp_path / "one")
    assert snapshot.block(A)[0] is snapshot.block(B)[0]
    assert len(snapshot.words) == (1 + 8 + 8) * 5

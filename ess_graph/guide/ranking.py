"""How alike two situations are, in points, with the reasons: pure functions, explained in docs/guide.md.

What a practice is about comes before where it is: the points of the place are fewer than the step between two levels
of the topic, so that a nursery far away comes before a leisure centre next door.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

#: How near a practice is to what was asked: the thing itself, the same need or service, the same theme.
Level = Literal["asked", "near", "theme"]
LEVELS: Final[dict[Level, int]] = {"asked": 100, "near": 50, "theme": 0}
BOTH: Final = 3
HERE: Final = 4
SAME_TYPE: Final = 10
SAME_GROUP: Final = 7
SAME_TIER: Final = 5
#: Ratio of the smaller population to the larger, at least → points and reason.
SIZES: Final = ((0.5, 10, "guide.reason.size"), (0.2, 6, "guide.reason.size_near"))
SAME_BAND: Final = 4
NEXT_BAND: Final = 2
SAME_DEPARTEMENT: Final = 8
SAME_REGION: Final = 4
BOTH_OVERSEAS: Final = 3
SAME_MODE: Final = 2
_REASONS: Final[dict[str, str]] = {
    "asked": "guide.reason.asked",
    "both": "guide.reason.both",
    "near": "guide.reason.near",
    "theme": "guide.reason.theme",
}
#: The most that a place can give.
MAX_PLACE: Final = HERE + SAME_TYPE + SIZES[0][1] + SAME_BAND + SAME_DEPARTEMENT + BOTH_OVERSEAS + SAME_MODE
#: Bands of population, a stand-in for rurality: upper bounds, and the name of each band, for communes and EPCI.
BANDS: Final[dict[str, tuple[tuple[float, str], ...]]] = {
    "commune": ((2_000, "rural"), (20_000, "small_town"), (100_000, "town"), (float("inf"), "city")),
    "epci": ((20_000, "small_group"), (100_000, "medium_group"), (float("inf"), "large_group")),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What places are compared by.

    ``type`` is the exact type of authority (``commune``, ``cc``), ``group`` is ``epci`` for each type of EPCI and the
    type itself for the others, ``tier`` is the most general (``bloc-communal``).
    """

    body: str
    type: str
    group: str
    tier: str
    population: int | None = None
    departements: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    overseas: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Points and the reasons for them: message keys, with a number where the sentence tells one."""

    points: int
    reasons: tuple[tuple[str, int | None], ...]


def band(group: str, population: int | None) -> str | None:
    """Return the band of population of a commune or an EPCI, ``None`` when it is not known.

    >>> band("commune", 350)
    'rural'
    """
    if population is None or group not in BANDS:
        return None
    return next(name for bound, name in BANDS[group] if population < bound)


def likeness(here: Situation, there: Situation) -> Score:
    """Return how alike two places are."""
    points = 0
    reasons: list[tuple[str, int | None]] = []

    def add(key: str, worth: int, number: int | None = None) -> None:
        nonlocal points
        points += worth
        reasons.append((key, number))

    if here.body == there.body:
        add("guide.reason.here", HERE)
    if here.group == there.group:
        same = here.type == there.type
        add("guide.reason.type" if same else "guide.reason.group", SAME_TYPE if same else SAME_GROUP)
        size = _size(here.population, there.population)
        if size:
            add(size[1], size[0], there.population)
        step = _step(here, there)
        if step == 0:
            add("guide.reason.band", SAME_BAND)
        elif step == 1:
            add("guide.reason.next_band", NEXT_BAND)
    elif here.tier == there.tier:
        add("guide.reason.tier", SAME_TIER)
    if here.departements & there.departements:
        add("guide.reason.departement", SAME_DEPARTEMENT)
    elif here.regions & there.regions:
        add("guide.reason.region", SAME_REGION)
    if here.overseas and there.overseas:
        add("guide.reason.overseas", BOTH_OVERSEAS)
    return Score(points, tuple(reasons))


def score(level: Level, both: bool, here: Situation, theres: Iterable[Situation], mode: bool) -> Score:
    """Return the points of a practice.

    Args:
        level: how near its topic is to what was asked.
        both: whether it has both the need and the service.
        here: the place that asks.
        theres: the authorities of the practice; the most alike counts.
        mode: whether it is run in the mode that most practices of the topic use.
    """
    likest = max((likeness(here, one) for one in theres), key=lambda one: one.points, default=Score(0, ()))
    complete = both and level == "asked"
    points = LEVELS[level] + likest.points + (BOTH if complete else 0)
    reasons = [(_REASONS["both" if complete else level], None), *likest.reasons]
    if mode:
        points += SAME_MODE
        reasons.append(("guide.reason.mode", None))
    return Score(points, tuple(reasons))


def _step(here: Situation, there: Situation) -> int | None:
    """Return how many bands of population two communes or two EPCI are apart."""
    one, other = band(here.group, here.population), band(there.group, there.population)
    names = [name for _, name in BANDS.get(here.group, ())]
    return abs(names.index(one) - names.index(other)) if one and other else None


def _size(one: int | None, other: int | None) -> tuple[int, str] | None:
    if not one or not other:
        return None
    ratio = min(one, other) / max(one, other)
    return next(((points, key) for least, points, key in SIZES if ratio >= least), None)

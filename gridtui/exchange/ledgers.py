"""Ledgers an office hands on as tables, in the words and the order of its own rosters.

ID numbers and telephones are masked unless they are asked for in full, which needs the permission to reveal them.
"""

from collections.abc import Callable, Iterator

from gridtui.core.identity import mask_id_number
from gridtui.core.phones import mask_phone
from gridtui.core.records import Household, Resident
from gridtui.core.time import iso_day
from gridtui.exchange.vocabulary import PAPER_WORDS, RELATION_WORDS, RESIDENCE_WORDS, SEX_WORDS, USE_WORDS
from gridtui.office.roster_export import RosterExport
from gridtui.office.session import OfficeSession
from gridtui.scheme.acts import HOUSEHOLD_VIEW, RESIDENT_REVEAL

Progress = Callable[[int, int], None]

_HOUSEHOLD_HEADINGS = ("网格", "小区/楼院", "楼栋门牌", "房屋用途", "空挂户")
_RESIDENT_HEADINGS = (
    "与户主关系",
    "姓名",
    "性别",
    "公民身份号码",
    "出生日期",
    "联系电话",
    "人员类别",
    "居住情况",
    "文化程度",
    "政治面貌",
    "备注",
)
"""Headings of rosters, not of screens: the file is read by other offices and by the import again."""


class HouseholdsLedger:
    """All households in walking order, one row a person, household cells on the first row only."""

    title = "居民台账"
    headings = _HOUSEHOLD_HEADINGS + _RESIDENT_HEADINGS

    def __init__(self, session: OfficeSession, *, full: bool) -> None:
        self._export = RosterExport(session)
        self._full = full
        self._tag_titles = {tag.key: tag.title for tag in session.scheme.tags if not tag.restricted}

    def rows(self, progress: Progress) -> Iterator[tuple[str, ...]]:
        """Yield the ledger's rows."""
        for done, household in enumerate(self._export.households(), 1):
            yield from self._household(household)
            progress(done, self._export.count)

    def _household(self, household: Household) -> Iterator[tuple[str, ...]]:
        shown = household_cells(household)
        blank = ("",) * len(_HOUSEHOLD_HEADINGS)
        for place, person in enumerate(household.members):
            yield (blank if place else shown) + self._person(household, person)
        if not household.members:
            yield shown + ("",) * len(_RESIDENT_HEADINGS)

    def _person(self, household: Household, person: Resident) -> tuple[str, ...]:
        subjects = {person.uid} if household.members[0] is not person else {person.uid, household.uid}
        tags = [
            self._tag_titles[tag.tag]
            for tag in household.tags
            if tag.subject in subjects and tag.to_day is None and tag.tag in self._tag_titles
        ]
        return (
            RELATION_WORDS.get(person.relation, ""),
            person.name,
            SEX_WORDS.get(person.sex, ""),
            person.id_number if self._full else mask_id_number(person.id_number),
            iso_day(person.birth_day) if person.birth_day else "",
            person.phone if self._full else mask_phone(person.phone),
            "、".join(dict.fromkeys(tags)),
            RESIDENCE_WORDS.get((person.residence, person.registered, person.lives))
            or RESIDENCE_WORDS.get((person.residence, 0, 0), ""),
            person.education,
            person.politics,
            person.note if self._full else "",
        )


def households_ledger(session: OfficeSession, *, full: bool) -> HouseholdsLedger:
    """Return the ledger of the office's households; raises Refused where the acting post may not have it."""
    session.require(HOUSEHOLD_VIEW)
    if full:
        session.require(RESIDENT_REVEAL)
    return HouseholdsLedger(session, full=full)


def household_cells(household: Household) -> tuple[str, ...]:
    """Return a household's own cells: grid, courtyard, door, use, paper household."""
    at = household.dwelling
    door = ""
    if at is not None:
        parts = ((at.building, "号楼"), (at.entrance, "单元"), (at.door, "室"))
        door = at.address or "".join(f"{part}{unit}" for part, unit in parts if part)
    return (
        household.grid_name,
        at.courtyard_name if at else "",
        door,
        USE_WORDS.get(at.use, "") if at else "",
        PAPER_WORDS.get(household.paper, ""),
    )

"""Pairing posts with households, the nearest able lead, spans counted on lived-in households and evened out."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import DwellingUse, PairingKind
from gridtui.office import pairings, rebalance, undo
from gridtui.office.post_loads import Load, loads, staffed
from gridtui.scheme.model import Scheme
from gridtui.sync.operation import Value
from tests.tools.office_builder import TODAY, SmallOffice

LEAD = "neighbor_lead"
GRID = "网格03"


def load_of(office: SmallOffice, account: str) -> Load:
    """Return what a post answers for today."""
    session = office.session("chen")
    with office.store.reading() as reader:
        return loads(session, staffed(session, reader, TODAY))[office.posts[account]]


def with_span(office: SmallOffice, least: int, most: int) -> None:
    """Let the office state a span for its neighbour leads."""
    session = office.session("chen")
    spans = tuple(
        msgspec.structs.replace(span, least=least, most=most, office_sets=False) for span in session.scheme.spans
    )
    scheme: Scheme = msgspec.structs.replace(session.scheme, spans=spans)
    with office.writing() as writer:
        writer.keep_scheme(scheme)
    office.renewed()


def pair(office: SmallOffice, account: str, *heads: str, kind: PairingKind = PairingKind.LINKED) -> None:
    """Pair a post with households as of long ago."""
    with office.writing() as writer:
        for head in heads:
            home = office.homes[head]
            values: dict[str, Value] = {"post": office.posts[account], "household": home, "kind": kind, "from_day": 1}
            writer.create("pairing", values, root=home, actor=None)


def test_a_pairing_is_made_ended_and_taken_back(office: SmallOffice) -> None:
    """Both ends are dated; the same pair twice the same way is refused."""
    chen, home, post = office.session("chen"), office.homes["刘秀芬"], office.posts["he"]
    made = pairings.pair(chen, home, post)
    (row,) = pairings.paired_rows(chen, home)
    assert (row.name, row.kind, row.from_day) == ("何春敏", PairingKind.CARE, TODAY)
    with pytest.raises(InputFault, match=r"pairing\.held"):
        pairings.pair(chen, home, post)
    pairings.pair(chen, home, post, PairingKind.LINKED)
    ended = pairings.end_pairing(chen, made.uid)
    with pytest.raises(InputFault, match=r"pairing\.ended"):
        pairings.end_pairing(chen, made.uid)
    office.go_to(1)
    assert [each.kind for each in pairings.paired_rows(chen, home)] == [PairingKind.LINKED]
    office.go_to(0)
    undo.undo(chen, ended.undo)
    undo.undo(chen, made.undo)
    assert [each.kind for each in pairings.paired_rows(chen, home)] == [PairingKind.LINKED]


def test_only_who_looks_after_households_pairs(office: SmallOffice) -> None:
    """A neighbour lead does not give households to others."""
    with pytest.raises(Refused):
        pairings.pair(office.session("he"), office.homes["刘秀芬"], office.posts["zhang"])


def test_an_ended_post_is_not_paired(office: SmallOffice) -> None:
    """A post must be held on the day the pairing begins."""
    with office.writing() as writer:
        writer.set(office.posts["he"], {"to_day": TODAY - 1}, actor=None)
    with pytest.raises(InputFault, match=r"post\.unknown"):
        pairings.pair(office.session("chen"), office.homes["刘秀芬"], office.posts["he"])


def test_the_span_counts_who_really_lives_there(office: SmallOffice) -> None:
    """Paper households and vacant dwellings are left out by what is on record (S3-3), and come back with it."""
    before = load_of(office, "he")
    assert (before.households, before.lived_in) == (7, 6)
    assert before.state == "unset"
    with office.writing() as writer:
        writer.set(office.doors["晏五村5-2-602"], {"use": DwellingUse.VACANT}, actor=None)
    assert load_of(office, "he").lived_in == 5
    with office.writing() as writer:
        writer.set(office.homes["吴国华"], {"paper": 0}, actor=None)
    assert load_of(office, "he").lived_in == 6


def test_with_two_leads_pairings_say_who_answers(office: SmallOffice) -> None:
    """One lead on a grid has all of it; of two each has the households paired with it, the rest have nobody."""
    office.add_post("wu", "吴敏", LEAD, GRID)
    pair(office, "he", "刘秀芬", "王建民")
    pair(office, "wu", "覃桂兰")
    assert (load_of(office, "he").lived_in, load_of(office, "wu").lived_in) == (2, 1)
    assert load_of(office, "he").pairings == 2


def test_a_span_stated_by_the_office_is_judged(office: SmallOffice) -> None:
    """Short, within, over: only once the office says how many."""
    with_span(office, 2, 5)
    assert load_of(office, "he").state == "over"
    with_span(office, 7, 9)
    assert load_of(office, "he").state == "short"


def test_the_nearest_able_lead_is_proposed_for_a_special_person(office: SmallOffice) -> None:
    """The same building before another one, unless the span holds no more (S3-4); other posts stand behind."""
    office.add_post("wu", "吴敏", LEAD, GRID)
    with office.writing() as writer:
        for account in ("he", "wu"):
            writer.set(office.posts[account], {"checked": True}, actor=None)
    pair(office, "he", "王建民", "李文彬")
    pair(office, "wu", "覃桂兰")
    chen = office.session("chen")
    found = pairings.pair_candidates(chen, office.homes["刘秀芬"])
    assert [(each.name, each.is_proposed) for each in found[:2]] == [("何春敏", True), ("吴敏", False)]
    assert found[0].nearness is not None
    assert (found[0].nearness.buildings, found[0].nearness.entrances) == (0, 0)
    assert {each.name for each in found[2:]} >= {"陈洁", "张三"}
    assert not any(each.is_proposed for each in pairings.pair_candidates(chen, office.homes["王建民"]))
    with_span(office, 0, 2)
    assert pairings.pair_candidates(office.session("chen"), office.homes["刘秀芬"])[0].name == "吴敏"


def test_an_unchecked_lead_is_not_proposed(office: SmallOffice) -> None:
    """The four qualities are looked into first (S3-2)."""
    found = pairings.pair_candidates(office.session("chen"), office.homes["刘秀芬"])
    assert found[0].nearness is not None
    assert (found[0].nearness.hindrance, found[0].is_proposed) == ("unchecked", False)


def test_a_proposal_evens_out_in_one_step(office: SmallOffice) -> None:
    """Households of nobody and of who has too many go to neighbours; one undo brings the pairings back."""
    office.add_post("wu", "吴敏", LEAD, GRID)
    pair(office, "he", "李文彬", "刘秀芬", "王建民", "马玉珍", "赵志强")
    chen = office.session("chen")
    view = rebalance.rebalance_view(chen, LEAD, office.units[GRID])
    assert (view.is_stated, view.least, view.most) == (False, 3, 3)
    assert [(row.name, row.after) for row in view.spans] == [("何春敏", 3), ("吴敏", 3)]
    assert all(row.address and row.to_name for row in view.moves)
    saved = rebalance.apply_rebalance(chen, view)
    assert (load_of(office, "he").lived_in, load_of(office, "wu").lived_in) == (3, 3)
    assert rebalance.rebalance_view(chen, LEAD, office.units[GRID]).moves == ()
    with pytest.raises(InputFault, match=r"change\.changed_since"):
        rebalance.apply_rebalance(chen, view)
    undo.undo(chen, saved.undo)
    assert load_of(office, "he").lived_in == 5


def test_who_was_given_on_purpose_stays(office: SmallOffice) -> None:
    """A special household with its lead is not moved to even out numbers (S3-4)."""
    office.add_post("wu", "吴敏", LEAD, GRID)
    pair(office, "he", "李文彬", "刘秀芬", "王建民", "马玉珍", "赵志强")
    pair(office, "he", "覃桂兰", kind=PairingKind.CARE)
    view = rebalance.rebalance_view(office.session("chen"), LEAD, office.units[GRID])
    assert view.moves
    assert office.homes["覃桂兰"] not in {row.move.household for row in view.moves}


def test_part_of_a_proposal_can_be_made(office: SmallOffice) -> None:
    """The person strikes out what is wrong; nothing chosen is nothing done."""
    office.add_post("wu", "吴敏", LEAD, GRID)
    pair(office, "he", "李文彬", "刘秀芬", "王建民", "马玉珍", "赵志强")
    chen = office.session("chen")
    view = rebalance.rebalance_view(chen, LEAD, office.units[GRID])
    with pytest.raises(InputFault, match=r"rebalance\.nothing"):
        rebalance.apply_rebalance(chen, view, ())
    first = next(row.move for row in view.moves if row.to_name == "吴敏")
    rebalance.apply_rebalance(chen, view, (first,))
    assert load_of(office, "wu").pairings == 1

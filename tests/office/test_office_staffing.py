"""Posts: how somebody was chosen, term, certificate, several side by side, the end of one, and the way back."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.records import Post
from gridtui.core.words import PairingKind
from gridtui.office import post_forms, staffing, undo
from gridtui.store import read_pairings, read_posts, read_shifts
from gridtui.sync.operation import Value
from tests.tools.office_builder import COMMUNITY, TODAY, SmallOffice

LEAD = "neighbor_lead"


def post_of(office: SmallOffice, uid: bytes) -> Post:
    """Return a post as the store has it."""
    with office.store.reading() as reader:
        found = read_posts.post(reader, uid)
    assert found is not None
    return found


def form(office: SmallOffice, **changes: object) -> post_forms.PostForm:
    """Return a form of a neighbour lead of 网格03."""
    begun = post_forms.new_post_form(office.session("chen"), LEAD, office.units["网格03"])
    return msgspec.structs.replace(begun, **({"name": "沈源"} | changes))


def test_an_appointment_says_how_and_until_when(office: SmallOffice) -> None:
    """Method, pool, check, term, certificate and its last day, who recommended (S3-2, S3-8)."""
    filled = form(
        office,
        phone="100 0884 7481",
        chosen_how=2,
        pool=4,
        checked=True,
        term_day=TODAY + 700,
        certificate="邻长字第0031号",
        certificate_day=TODAY + 365,
        recommended_by="中院社区",
    )
    saved = staffing.fill_post(office.session("chen"), filled)
    post = post_of(office, saved.uid)
    assert (post.chosen_how, post.pool, post.checked, post.recommended_by) == (2, 4, True, "中院社区")
    assert (post.term_day, post.certificate, post.certificate_day) == (TODAY + 700, "邻长字第0031号", TODAY + 365)
    with office.store.reading() as reader:
        person = read_posts.staff(reader, post.staff)
    assert person is not None
    assert person.phone == "10008847481"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "staff.no_name"),
        ({"role": "king"}, "staff.role"),
        ({"unit": b"nowhere"}, "staff.unit"),
        ({"chosen_how": 9}, "staff.method"),
        ({"pool": 9}, "staff.pool"),
        ({"term_day": TODAY - 1}, "dates.order"),
        ({"certificate_day": TODAY - 1}, "dates.order"),
        ({"phone": "138****"}, "staff.phone"),
    ],
)
def test_what_cannot_be_a_post_is_refused(office: SmallOffice, changes: dict[str, object], code: str) -> None:
    """Nothing is saved of a form with a fault."""
    with pytest.raises(InputFault) as fault:
        staffing.fill_post(office.session("chen"), form(office, **changes))
    assert fault.value.code == code


def test_only_who_may_appoint_appoints(office: SmallOffice) -> None:
    """A grid worker looks, the secretary appoints."""
    with pytest.raises(Refused):
        staffing.fill_post(office.session("zhang"), form(office))


def test_one_person_holds_posts_side_by_side(office: SmallOffice) -> None:
    """Window and grid in one person (S4-3); the same post twice is refused, one act takes all of it back."""
    chen = office.session("chen")
    wanted = form(office, role="window_clerk", unit=office.units[COMMUNITY], account="shen")
    saved = staffing.fill_post(chen, wanted, also=[("grid_worker", office.units["网格03"])])
    staff = post_of(office, saved.uid).staff
    with office.store.reading() as reader:
        held = read_posts.posts_of(reader, staff, TODAY)
    assert {post.role for post in held} == {"window_clerk", "grid_worker"}
    more = staffing.fill_post(chen, form(office), staff=staff)
    assert post_of(office, more.uid).staff == staff
    with pytest.raises(InputFault, match=r"staff\.held"):
        staffing.fill_post(chen, form(office), staff=staff)
    undo.undo(chen, more.undo)
    undo.undo(chen, saved.undo)
    with office.store.reading() as reader:
        assert read_posts.posts_of(reader, staff, TODAY) == ()


def test_a_change_of_a_post_is_taken_back_whole(office: SmallOffice) -> None:
    """Certificate and phone change in one act; who saved over what another changed meanwhile is told."""
    chen = office.session("chen")
    post = office.posts["he"]
    with office.store.reading() as reader:
        held = read_posts.post(reader, post)
        assert held is not None
        seen = post_forms.form_of(held, read_posts.staff(reader, held.staff))
    stated = msgspec.structs.replace(seen, certificate="邻长字第7号", phone="10012003355")
    saved = staffing.change_post(chen, post, stated, seen)
    assert post_of(office, post).certificate == "邻长字第7号"
    with pytest.raises(InputFault, match=r"change\.changed_since"):
        staffing.change_post(chen, post, msgspec.structs.replace(seen, certificate="8"), seen)
    undo.undo(chen, saved.undo)
    assert post_of(office, post).certificate == ""
    with pytest.raises(InputFault, match=r"change\.nothing"):
        staffing.change_post(chen, post, seen, seen)


def test_the_end_of_a_post_ends_what_hangs_on_it(office: SmallOffice) -> None:
    """Pairings and recurring hours end with it, single days to come are void, and one act brings all back."""
    chen, post = office.session("chen"), office.posts["he"]
    home = office.homes["刘秀芬"]
    with office.writing() as writer:
        pair: dict[str, Value] = {"post": post, "household": home, "kind": PairingKind.CARE, "from_day": TODAY - 9}
        writer.create("pairing", pair, root=home, actor=None)
        weekly: dict[str, Value] = {"post": post, "desk": "值班", "weekdays": (1, 3), "from_day": TODAY - 30}
        writer.create("shift", weekly, actor=None)
        writer.create("shift", {"post": post, "desk": "值班", "day": TODAY + 3}, actor=None)
    before = _hanging(office, post)
    assert before == (1, 2)
    saved = staffing.end_post(chen, post)
    assert post_of(office, post).to_day == TODAY
    assert _hanging(office, post) == (0, 0)
    with pytest.raises(InputFault, match=r"post\.ended"):
        staffing.end_post(chen, post)
    undo.undo(chen, saved.undo)
    assert post_of(office, post).to_day is None
    assert _hanging(office, post) == before


def _hanging(office: SmallOffice, post: bytes) -> tuple[int, int]:
    with office.store.reading() as reader:
        paired = read_pairings.pairings_of_post(reader, post, TODAY + 1)
        hours = read_shifts.shifts_of(reader, post, TODAY + 1, TODAY + 400)
    return len(paired), len(hours)

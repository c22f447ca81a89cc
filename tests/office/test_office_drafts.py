"""Drafts and stock phrases: kept for each post, never synced, gone once saved."""

from gridtui.office import browse
from gridtui.office.drafts import drop_draft, load_draft, save_draft
from gridtui.office.visits import correct_visit, form_of, log_visit, new_visit_form, quick_visit
from tests.office.ticket_steps import opened
from tests.tools.office_builder import SmallOffice

BODY: dict[str, object] = {"diary": "血压正常\n", "day": 739576, "met": ["刘秀芬"], "card_left": True, "time": None}


def test_a_draft_survives_and_comes_back_as_it_was(office: SmallOffice) -> None:
    """A dropped line loses nothing: another process finds it."""
    save_draft(office.session("zhang"), "visit", office.homes["刘秀芬"], BODY)
    with office.opened("zhang") as again:
        assert load_draft(again, "visit", office.homes["刘秀芬"]) == BODY
        assert browse.header(again).drafts == 1


def test_a_later_draft_takes_the_place_of_the_earlier(office: SmallOffice) -> None:
    """One for each form and subject."""
    session = office.session("zhang")
    save_draft(session, "visit", office.homes["刘秀芬"], BODY)
    save_draft(session, "visit", office.homes["刘秀芬"], {"diary": "二"})
    save_draft(session, "ticket", None, {"title": "路灯"})
    assert load_draft(session, "visit", office.homes["刘秀芬"]) == {"diary": "二"}
    assert load_draft(session, "ticket", None) == {"title": "路灯"}
    assert load_draft(session, "visit", office.homes["王建民"]) is None
    assert len(browse.drafts(session)) == 2


def test_a_draft_is_of_its_post(office: SmallOffice) -> None:
    """A shared machine shows nobody another's draft, and each post of one person its own."""
    save_draft(office.session("sun", "邻长"), "ticket", None, {"title": "x"})
    for account, post in (("zhang", None), ("sun", "专干"), ("chen", None)):
        session = office.session(account, post)
        assert load_draft(session, "ticket", None) is None
        assert browse.drafts(session) == ()


def test_saving_what_a_draft_became_drops_it(office: SmallOffice) -> None:
    """In the same transaction: neither lost nor left over."""
    session = office.session("zhang")
    visit = quick_visit(session, office.homes["王建民"]).uid
    save_draft(session, "visit", office.homes["刘秀芬"], BODY)
    save_draft(session, "visit", visit, BODY)
    save_draft(session, "ticket", office.homes["赵志强"], BODY)
    log_visit(session, new_visit_form(session, office.homes["刘秀芬"]))
    assert len(browse.drafts(session)) == 2
    correct_visit(session, visit, form_of(browse.visit(session, visit)))
    opened(office, "zhang", "赵志强")
    assert browse.drafts(session) == ()


def test_drafts_are_listed_latest_first_with_whom_they_are_about(office: SmallOffice) -> None:
    """A household, a person, a visited household, a ticket, nobody."""
    session = office.session("zhang")
    visit = quick_visit(session, office.homes["王建民"]).uid
    ticket = opened(office, "zhang")
    for subject in (office.homes["刘秀芬"], office.people["刘洋"], visit, ticket, None):
        office.clock.ms += 1000
        save_draft(session, "form", subject, {})
    lines = browse.drafts(session)
    assert [line.title for line in lines] == ["", "ZY26-0001", "王建民", "刘洋", "刘秀芬"]
    assert lines[0].updated_ms == office.clock.now_ms()
    assert lines[0].subject is None


def test_dropping_no_draft_is_no_fault(office: SmallOffice) -> None:
    """Twice is as good as once."""
    session = office.session("zhang")
    save_draft(session, "visit", None, {})
    drop_draft(session, "visit", None)
    drop_draft(session, "visit", None)
    assert browse.drafts(session) == ()


def test_a_draft_takes_whatever_was_typed(office: SmallOffice) -> None:
    """Half a character from a broken terminal keeps no draft from being kept; an id comes back as text."""
    session = office.session("zhang")
    save_draft(session, "visit", None, {"diary": "好\ud83d", "uid": b"\x00" * 16, "list": ["\udc80x"]})
    assert load_draft(session, "visit", None) == {"diary": "好", "uid": "AAAAAAAAAAAAAAAAAAAAAA==", "list": ["x"]}


def test_a_draft_nobody_can_read_is_none(office: SmallOffice) -> None:
    """What an earlier version wrote in another form is not worth a screen that does not open."""
    session = office.session("zhang")
    save_draft(session, "visit", None, {})
    with office.store.transaction() as transaction:
        transaction.execute("UPDATE local_draft SET body = '[1'")
    assert load_draft(session, "visit", None) is None


def test_phrases_used_most_come_first_for_each_post(office: SmallOffice) -> None:
    """The office's list, each person's most used at the top, the rest in the office's order."""
    session = office.session("wang")
    listed = browse.stock_phrases(session)
    third, fifth = listed[2].text, listed[4].text
    for diary in (f"{fifth}\n{third}", fifth):
        form = new_visit_form(session, office.homes["王建民"])
        log_visit(session, type(form)(form.household, form.day, None, form.visitors, diary=diary))
    again = browse.stock_phrases(session)
    assert [(phrase.text, phrase.used) for phrase in again[:3]] == [(fifth, 2), (third, 1), (listed[0].text, 0)]
    assert {phrase.text for phrase in again} == {phrase.text for phrase in listed}
    assert browse.stock_phrases(office.session("chen")) == listed

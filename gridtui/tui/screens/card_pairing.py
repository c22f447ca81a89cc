"""Pairing a household from its card: the nearest able lead first, with its reason; any other post may be taken."""

from gridtui.core.words import PairingKind
from gridtui.locale import _, say
from gridtui.locale.words import word, word_list
from gridtui.office import pairings
from gridtui.office.pairings import PairCandidate, PairedRow
from gridtui.rules.spans import Candidate
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.card_acts import CardActs


class CardPairing(CardActs):
    """Who looks after the household."""

    async def act_pair(self) -> None:
        """Choose a post to pair with, or a pairing to end."""
        found = await self.desk.read(pairings.pair_candidates, self.session, self.household)
        held = await self.desk.read(pairings.paired_rows, self.session, self.household)
        choices = [MenuChoice(_end_words(row), self._ending_pair(row)) for row in held]
        choices += [MenuChoice(_candidate_words(each), self._choosing_kind(each)) for each in found]
        best = found[0] if found and found[0].is_proposed else None
        title = _("Who is to look after this household?")
        if best is not None and best.nearness is not None:
            title = say(
                "Proposed: {name}, the nearest able: {why}.", name=best.name, why=nearness_words(best.nearness)
            )
        self.desk.prompt = Menu(title, choices, self.desk.note)

    def _choosing_kind(self, candidate: PairCandidate) -> Act:
        async def choose() -> None:
            choices = [MenuChoice(label, self._pairing(candidate, kind)) for kind, label in word_list(PairingKind)]
            self.desk.prompt = Menu(
                say("{name}: which kind of pairing?", name=candidate.name), choices, self.desk.note
            )

        return choose

    def _pairing(self, candidate: PairCandidate, kind: int) -> Act:
        async def pair() -> None:
            await self.desk.write(pairings.pair, self.session, self.household, candidate.post, kind)
            await self.load()

        return pair

    def _ending_pair(self, row: PairedRow) -> Act:
        async def end() -> None:
            await self.desk.write(pairings.end_pairing, self.session, row.uid)
            await self.load()

        return end


def nearness_words(nearness: Candidate) -> str:
    """Return how near a post is and what hinders it: 同楼 12户; 隔2栋 40户 已满."""
    if nearness.hindrance == "no_place":
        return _("answers for no home yet")
    if nearness.courtyards:
        where = _("another courtyard")
    elif nearness.buildings:
        where = say("{count} buildings off", count=nearness.buildings)
    else:
        where = say("{count} entrances off", count=nearness.entrances) if nearness.entrances else _("same entrance")
    hindered = {"full": _("full"), "unchecked": _("not checked")}.get(nearness.hindrance, "")
    homes = say("{count} homes", count=nearness.households)
    return " ".join(each for each in (where, homes, hindered) if each)


def _candidate_words(each: PairCandidate) -> str:
    why = nearness_words(each.nearness) if each.nearness is not None else each.role_title
    return f"{each.name}({why})"


def _end_words(row: PairedRow) -> str:
    kind = word(PairingKind, row.kind) if row.kind else ""
    return say("end: {kind} {name}", kind=kind, name=row.name)

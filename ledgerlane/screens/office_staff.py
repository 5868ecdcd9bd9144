"""The part of the office that speaks of people, and of what customers wish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledgerlane.screens.painting import amount, short_day
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.key_facts import Key
    from ledgerlane.domain.people import Person
    from ledgerlane.store.enrolling import Offered


class StaffOffice:
    """Verbs on people and customers' wishes. Everything here runs on the work thread."""

    desk: Desk

    def people(self) -> Sequence[str]:
        """Everybody who acts here: login, name, roles with limits and last days, deputy."""
        from ledgerlane.desk import assignment, enrolment, people

        away = assignment.standing_in(self.desk)
        found = [each for each in people.list_(self.desk) if each.revoked is None]
        wide = max((12, *(len(each.login) for each in found)))
        return [
            f"{each.login:<{wide}}  " + "  ".join(filter(None, (
                each.name, self._roles(each),
                f"{away[each.login]} stands in" if each.login in away else "",
            )))
            for each in found
        ] + self._keys(enrolment.known(self.desk), enrolment.waiting(self.desk))  # fmt: skip

    def _keys(self, known: Sequence[Key], waiting: Sequence[Offered]) -> list[str]:
        """Who signs with what since when, and whose key waits for an admin."""
        day = self.desk.today
        lines = [
            f"{k.login}  key {k.key[:16]}, "
            + (f"revoked {short_day(k.revoked, day)}" if k.revoked
               else f"enrolled {short_day(k.enrolled, day)} by {k.by}")
            for k in known
        ] + [
            f"{o.login}  key {o.key[:16]} waits for an admin: people enrol {o.login}"
            for o in waiting
        ]  # fmt: skip
        return ["", *lines] if lines else []

    def _roles(self, person: Person) -> str:
        today, parts = self.desk.clock_day, list[str]()
        for grant in person.grants:
            if not grant.holds(today):
                continue
            limits = ", ".join(
                f"{amount(each.minor, each.currency)} {each.currency}"
                for each in grant.limits
            )
            until = f"until {short_day(grant.until, today)}" if grant.until else ""
            parts.append(" ".join(filter(None, (grant.role, limits, until))))
        return ", ".join(parts) or "no role"

    def owners(self) -> Sequence[tuple[str, str]]:
        """Who owns how much, and who stands in for them."""
        from ledgerlane.desk import assignment

        return [
            (
                each.owner,
                ("acts no more · " if each.gone else "")
                + (f"{each.deputy} stands in · " if each.deputy else "")
                + f"{each.accounts} account{'' if each.accounts == 1 else 's'}, {each.late} overdue,"
                f" {each.listed} on the list, {each.orphans} without a next step",
            )
            for each in assignment.owners(self.desk)
        ]

    def acts_for(self) -> frozenset[str]:
        """For whom the one at the desk stands in today."""
        from ledgerlane.desk import queue

        return frozenset(queue.acts_for(self.desk))

    def contact_wish(self, target: Target, what: str, values: dict[str, str]) -> str:
        """Record when and how a customer is to be contacted, or a consent."""
        from ledgerlane.desk import contact_stops

        name, said = (target.customer, target.currency), dict(values)
        told = ", ".join(f"{key} {text}" for key, text in values.items() if text)
        if what == "consent":
            contact_stops.consent(self.desk, name, said.pop("channel"), **said)
            return f"{target.words}: consent, {told}"
        clear = [each.strip() for each in said.pop("clear").split(",") if each.strip()]
        contact_stops.prefer(self.desk, name, clear=clear, **said)
        return f"{target.words}: {told}"

"""What was edited in a policy's matrix and rules, read back into a policy that keeps its earlier limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.data.columns import Status
from core.opening_hours import instant_of
from core.periods import instant_from
from core.sla.loosening import not_looser
from core.sla.policy import ALWAYS, BotRule, ClockKind, Policy, Promise, ReopenRule, SlaMetric
from dashboard import format as fmt
from dashboard.view_models.policy_matrix import Key, MatrixRow, MatrixTable, key_of, latest, matrix
from dashboard.view_models.policy_words import METRICS, Limit, cell_words, length_words, read_limit

NAME_LENGTH = 80
MOST_PROBLEMS = 8


@dataclass(frozen=True)
class Rules:
    """What was chosen beside the limits."""

    pausing: tuple[Status, ...]
    reopen: ReopenRule
    bot: BotRule
    definitions: Mapping[str, str]
    published: date | None = None
    reviewed: date | None = None


@dataclass(frozen=True)
class PolicyForm:
    """The fields of the editor. ``since`` is the local date from which changed limits count; None: always."""

    base: Policy
    tables: tuple[MatrixTable, ...]
    since: date | None
    zone: str
    name: str
    rules: Rules


@dataclass(frozen=True)
class PolicyReading:
    """What the fields mean: a policy, or the sentences that say why not; ``changes`` in words.

    ``warnings`` name limits that do not loosen from one priority to the next (R-SD-11), new ones first.
    """

    policy: Policy | None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """One cell that says something else than before; no limit withdraws the promise."""

    metric: SlaMetric
    priority: str | None
    tier: str | None
    channel: str | None
    limit: Limit | None

    @property
    def key(self) -> Key:
        """What the promise is about."""
        return key_of(self.metric, self.priority, self.tier, self.channel)

    @property
    def words(self) -> str:
        """The name of the cell."""
        return cell_words(self.metric, self.priority, self.tier, self.channel)


def read_form(form: PolicyForm) -> PolicyReading:
    """What the fields mean, or every reason why they mean nothing yet."""
    problems: list[str] = []
    if not form.name.strip():
        problems.append("Name: give the policy a name")
    edits = list(_edits(form, problems))
    since = instant_of(form.since, 0, ZoneInfo(form.zone)) if form.since else ALWAYS
    promises = _promises(form.base, edits, since, problems)
    if not promises:
        problems.append("A policy must promise something: fill in a cell")
    if problems:
        return PolicyReading(None, tuple(problems[:MOST_PROBLEMS]))
    policy = _policy(form, promises)
    changes = tuple(_change(edit, latest(form.base)) for edit in edits)
    return PolicyReading(policy, (), _warnings(policy, form.base), changes)


def _warnings(policy: Policy, base: Policy) -> tuple[str, ...]:
    """What does not loosen; what came by the edits first."""
    known = set(not_looser(base))
    return tuple(sorted(not_looser(policy), key=known.__contains__))


def _edits(form: PolicyForm, problems: list[str]) -> Iterator[Edit]:
    now = latest(form.base)
    groups = [(table.tier, table.channel) for table in form.tables]
    shown = {(t.tier, t.channel): t for t in matrix(form.base, _priorities(form.tables), groups)}
    for table in form.tables:
        before = {row.priority: row for row in shown[table.tier, table.channel].rows}
        for row in table.rows:
            yield from _row_edits(table, row, before[row.priority], now, problems)


def _priorities(tables: Iterable[MatrixTable]) -> list[str]:
    return [row.priority for table in tables for row in table.rows if row.priority]


def _row_edits(
    table: MatrixTable, row: MatrixRow, before: MatrixRow, now: Mapping[Key, Promise], problems: list[str]
) -> Iterator[Edit]:
    for metric in METRICS:
        text = row.texts[metric.value]
        if text == before.texts[metric.value] and row.clock is before.clock:
            continue
        edit = Edit(metric, row.priority, table.tier, table.channel, None)
        try:
            edit = replace(edit, limit=read_limit(text, row.clock))
        except ValueError as error:
            problems.append(f"{edit.words}: {error}")
            continue
        if not _is_same(edit.limit, now.get(edit.key)):
            yield edit


def _is_same(limit: Limit | None, promise: Promise | None) -> bool:
    if limit is None or promise is None:
        return limit is None and promise is None
    return (limit.seconds, limit.clock) == (promise.seconds, promise.clock)


def _promises(base: Policy, edits: Iterable[Edit], since: int, problems: list[str]) -> tuple[Promise, ...]:
    """Earlier versions stay as they are, later ones give way to the new limit."""
    found = list(base.promises)
    for edit in edits:
        found = [p for p in found if p.key != edit.key or p.valid_from < since]
        if edit.limit is not None:
            found.append(_promise(edit, edit.limit, since))
        elif any(p.key == edit.key for p in found):
            problems.append(
                f"{edit.words}: a promise that counted before cannot end on a date; write a longer limit, or "
                "let the change count for the past too"
            )
    return tuple(found)


def _promise(edit: Edit, limit: Limit, since: int) -> Promise:
    return Promise(
        edit.metric,
        limit.seconds,
        edit.priority,
        edit.tier,
        edit.channel,
        limit.clock,
        since,
        printed=limit.printed,
    )


def _policy(form: PolicyForm, promises: tuple[Promise, ...]) -> Policy:
    texts = {priority: text.strip() for priority, text in form.rules.definitions.items() if text.strip()}
    return replace(
        form.base,
        name=form.name.strip()[:NAME_LENGTH],
        promises=promises,
        pausing_states=frozenset(form.rules.pausing),
        reopen_rule=form.rules.reopen,
        bot_rule=form.rules.bot,
        source_ids=tuple(dict.fromkeys(p.source_id for p in promises if p.source_id)),
        definitions=texts,
        published_at=_instant(form.rules.published, form.base.published_at, form.zone),
        reviewed_at=_instant(form.rules.reviewed, form.base.reviewed_at, form.zone),
    )


def rules_of(policy: Policy, zone: str) -> Rules:
    """The rules of a policy as fields."""
    return Rules(
        tuple(sorted(policy.pausing_states)),
        policy.reopen_rule,
        policy.bot_rule,
        dict(policy.definitions),
        local_date(policy.published_at, zone),
        local_date(policy.reviewed_at, zone),
    )


def local_date(instant: datetime | None, zone: str) -> date | None:
    """The date of an instant in a zone."""
    return None if instant is None else instant.astimezone(ZoneInfo(zone)).date()


def _instant(day: date | None, known: datetime | None, zone: str) -> datetime | None:
    if day is None or day == local_date(known, zone):
        return known if day is not None else None
    return instant_from(instant_of(day, 0, ZoneInfo(zone)))


def _change(edit: Edit, now: Mapping[Key, Promise]) -> str:
    before = now.get(edit.key)
    old = length_words(before.seconds) if before else "no promise"
    if edit.limit is None:
        return f"{edit.words}: {old} withdrawn"
    moved = before is not None and before.clock is not edit.limit.clock
    clock = f" {'24/7' if edit.limit.clock is ClockKind.ALWAYS_ON else 'in opening hours'}" if moved else ""
    return f"{edit.words}: {old} → {length_words(edit.limit.seconds)}{clock}"


def copied(policy: Policy, name: str, known: Iterable[str]) -> Policy:
    """A policy of one's own with the same promises and rules, under a new id."""
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.strip().lower()).strip("-")
    base, taken = f"own-{slug[:40] or 'policy'}", set(known)
    numbers = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    fresh = next(one for one in numbers if one not in taken)
    return replace(
        policy,
        policy_id=fresh,
        name=name.strip()[:NAME_LENGTH] or f"Copy of {fmt.shorten(policy.name, NAME_LENGTH - 8)}",
        published_at=None,
        reviewed_at=None,
    )

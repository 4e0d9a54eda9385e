"""One sender on one lane: claim, try, and write down what became of each message."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog

from core.clock import civil_date
from core.law import Reason
from notifications import notices
from notifications.actions import breakers
from notifications.actions.bounces import keep_bounce
from notifications.actions.claims import (
    Begun,
    Lane,
    asked_for,
    begin,
    claim,
    let_go,
    settle,
    try_again,
)
from notifications.actions.tally import Fate, Tally
from notifications.channels.base import Channel, Letter, NotSent, Taken, Unreachable
from notifications.models import Message, MessageState
from notifications.needed import reason_not_to_post, reason_to_suppress
from notifications.rules.channels import REMEMBERING
from notifications.rules.delivery import RECORDS_KEPT, Pace

log = structlog.get_logger(__name__)

TWICE = " An earlier try was cut off before its answer came, so it may have arrived twice."
CUT_OFF = " An earlier try was cut off before its answer came, so it may have arrived."
FOUND = " An earlier try, cut off before its answer came, had been taken; nothing was sent again."


@dataclass
class Sender:
    """Whoever works on one lane; any number of them may, each with messages of its own."""

    lane: Lane
    channel: Channel
    clock: Callable[[], datetime]
    tally: Tally
    pace: Pace
    token: UUID = field(default_factory=uuid4)
    has_failed: bool = False

    @property
    def circuit(self) -> str:
        """What fails together: a provider, or the one receiver of a webhook."""
        named = str(self.channel.provider)
        return f"{named} {self.lane.webhook}" if self.lane.webhook else named

    def run(self, *, limit: int, until: datetime) -> None:
        """Work until nothing is due, the time is up, or the provider is not to be asked."""
        while self.tally.claimed < limit and self.clock() < until:
            way = breakers.passage(self.circuit, token=self.token, pace=self.pace)
            if way.closed_because:
                self.tally.stop(way.closed_because)
                return
            self.has_failed = way.has_failed or way.is_probe
            size = 1 if way.is_probe else min(self.pace.batch, limit - self.tally.claimed)
            held = claim(at=self.clock(), size=size, lane=self.lane, pace=self.pace)
            self.tally.claimed += len(held)
            if not held and way.is_probe:
                breakers.give_back(self.circuit, token=self.token)
            if not held or not self._deliver_all(held):
                return

    def _deliver_all(self, held: Sequence[Message]) -> bool:
        """Deliver one batch; or stop where the provider is down, and give the rest back."""
        for message in held:
            why = self._unreachable() or self._deliver_one(message)
            if why:
                self.tally.stop(why)
                if message.claim_token is not None:
                    let_go(message.claim_token)
                return False
        return True

    def _unreachable(self) -> str:
        """Why the provider cannot be asked at all, if so: that costs no message a try."""
        try:
            self.channel.ready()
        except Unreachable as error:
            breakers.failed(self.circuit, str(error), token=self.token, pace=self.pace)
            return str(error)
        return ""

    def _deliver_one(self, held: Message) -> str:
        """Deliver one message; why the provider is not to be asked any more, if so."""
        try:
            self.tally.count(self._deliver(held))
        except NotSent as failure:
            self.tally.count(self._put_off(held, failure))
            return self._blame(failure)
        return ""

    def _deliver(self, held: Message) -> Fate:
        """Deliver one message that we claimed; what became of it.

        Raises:
            NotSent: the provider did not take it, or did not say.
        """
        self.channel.vouch()
        started = time.monotonic()
        begun = begin(held, at=self.clock(), provider=self.channel.provider, pace=self.pace)
        if begun is None:
            return Fate.LOST
        message = begun.message
        if message.attempts > self.pace.most_attempts:
            return self._give_up(
                message, "Every try was cut off; this message may be what stops us."
            )
        letter = self._letter_or_fate(begun)
        if isinstance(letter, Fate):
            return letter
        if begun.doubted and begun.provider in REMEMBERING:
            fate = self._clear_up(begun, letter)
            if fate is not None:
                return fate
        elif self._was_stopped(started) and not self._still_ours(message):
            return Fate.LOST
        taken = self.channel.send(letter)
        return self._sent(message, letter, taken, TWICE if message.in_doubt else "")

    def _was_stopped(self, started: float) -> bool:
        """Whether so much time has passed that somebody else may be about to take it over."""
        return time.monotonic() - started > self.pace.lease.total_seconds() / 2

    def _still_ours(self, message: Message) -> bool:
        """Sign once more and ask once more for the lease, in this order, before sending."""
        self.channel.vouch()
        return try_again(message, provider=self.channel.provider, pace=self.pace)

    def _letter_or_fate(self, begun: Begun) -> Letter | Fate:
        """What is to be sent; or what became of a message that is not to be sent."""
        message = begun.message
        try:
            if message.webhook is not None:
                reason = reason_not_to_post(message.webhook, on=civil_date(self.clock()))
            else:
                reason = reason_to_suppress(message, at=self.clock())
            if reason is not None:
                return self._suppress(message, reason)
            if begun.bounce is not None and message.webhook_id is None:
                text = f"{message.to.email} takes no mail; an officer looks into it."
                why = Reason("address_bounced", text)
                return self._suppress(message, why, held_back_by=begun.bounce)
            return notices.letter(message)
        except notices.CannotBeWritten as error:
            return self._give_up(message, str(error))
        except Exception as error:  # one message that cannot be judged must not stop the others
            log.exception("message_not_judged", message=str(message.pk), kind=message.kind)
            fault = NotSent(f"A fault of the program ({type(error).__name__}); see the log.")
            return self._put_off(message, fault)

    def _clear_up(self, begun: Begun, letter: Letter) -> Fate | None:
        """Ask the provider what became of an earlier try; None if the letter is to be sent now."""
        message = begun.message
        if begun.provider != self.channel.provider:
            why = f"An earlier try by {begun.provider} has no outcome, and it is not in use now."
            return self._give_up(message, why)
        if begun.since is None or begun.since > RECORDS_KEPT:
            return self._give_up(message, "What became of an earlier try cannot be asked any more.")
        taken = self.channel.find(letter.reference)
        if taken is not None:
            message.in_doubt = False
            return self._sent(message, letter, taken, FOUND)
        early = self.pace.settles - begun.since
        if early > timedelta(0):
            raise NotSent("The provider does not know an earlier try yet.", wait=early)
        message.in_doubt = False
        return None if self._still_ours(message) else Fate.LOST

    def _sent(self, message: Message, letter: Letter, taken: Taken, remark: str) -> Fate:
        at = self.clock()
        marked = settle(
            message,
            MessageState.SENT,
            outcome=taken.said + remark,
            in_doubt=message.in_doubt,
            sent_at=at,
            said=notices.digest_of(letter),
            provider_ref=taken.ref,
            **asked_for(taken.receipt, at=at, pace=self.pace),
        )
        if self.has_failed:
            breakers.succeeded(self.circuit, token=self.token)
            self.has_failed = False
        return Fate.SENT if marked else Fate.LOST

    def _suppress(self, message: Message, reason: Reason, held_back_by: UUID | None = None) -> Fate:
        settle(
            message,
            MessageState.SUPPRESSED,
            outcome=reason.text + (CUT_OFF if message.in_doubt else ""),
            reason=reason.code,
            in_doubt=message.in_doubt,
            held_back_by=held_back_by,
        )
        return Fate.SUPPRESSED

    def _give_up(self, message: Message, why: str) -> Fate:
        outcome = why + (CUT_OFF if message.in_doubt else "")
        settle(message, MessageState.NEEDS_REVIEW, outcome=outcome, in_doubt=message.in_doubt)
        return Fate.NEEDS_REVIEW

    def _put_off(self, message: Message, failure: NotSent) -> Fate:
        """Try again later, unless that cannot help or has been done often enough."""
        message.in_doubt = message.in_doubt or failure.in_doubt
        wait = self.pace.wait_after(
            message.attempts,
            chance=random.random(),  # noqa: S311 - it spreads load
            asked_for=failure.wait,
        )
        if failure.bounced and message.webhook_id is None:
            keep_bounce(message=message, why=str(failure), at=self.clock())
        if failure.permanent or wait is None:
            return self._give_up(message, str(failure))
        settle(
            message,
            MessageState.WAITING,
            outcome=f"Try {message.attempts} failed. {failure}",
            in_doubt=message.in_doubt,
            try_after=self.clock() + wait,
        )
        return Fate.NO_ANSWER if failure.in_doubt else Fate.PUT_OFF

    def _blame(self, failure: NotSent) -> str:
        """Tell all senders of an outage; why to stop, if it is one by now."""
        if not failure.is_outage:
            return ""
        self.has_failed = True
        if failure.wait is not None:
            breakers.hold_back(self.circuit, str(failure), wait=failure.wait)
        else:
            breakers.failed(self.circuit, str(failure), token=self.token, pace=self.pace)
        return breakers.passage(self.circuit, token=self.token, pace=self.pace).closed_because

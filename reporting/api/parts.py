"""Shapes that several answers have in common: events, reasons, dated facts, counts, problems."""

from typing import Any

from rest_framework import serializers

from core.law import Party, Standing

Text = serializers.CharField


def day(**kwargs: Any) -> serializers.DateField:
    """A day that may not be known."""
    return serializers.DateField(allow_null=True, **kwargs)


class Event(serializers.Serializer):
    """One event of a case: what was done, from what to what, the day in England on which it was
    recorded, and that from which it is true."""

    version = serializers.IntegerField()
    move = Text()
    before = Text(allow_blank=True)
    after = Text()
    made_on = serializers.DateField(help_text="When it was recorded")
    effective_on = serializers.DateField(help_text="From when it is true")
    waived = serializers.ListField(child=Text(), help_text="Rules by whose waiver it was made")
    is_undone = serializers.BooleanField(
        help_text="It was taken back by the next event, whose move is `undo`; it says nothing more"
    )


class Why(serializers.Serializer):
    """One ground against a move: a stable code, a sentence and its authority."""

    code = Text()
    text = Text()
    authority = Text(allow_blank=True)


class RuleLine(serializers.Serializer):
    """How one rule stands for a move: met, unmet, waived or not applicable."""

    rule = Text(help_text="The rule's name: stable, like a code")
    numbers = serializers.ListField(child=Text(), help_text="The rules of the domain it states")
    standing = serializers.ChoiceField([standing.value for standing in Standing])
    sentence = Text(help_text="What must hold")
    reasons = Why(many=True, help_text="Each way in which it does not hold")
    whose = serializers.ChoiceField([party.value for party in Party], help_text="Whose move it is")
    mended_by = Text(allow_blank=True, help_text="What puts it right: machine.move")
    mended_at = Text(
        allow_null=True,
        help_text="Of a line that is not met: the officers' page on which it is put right, for "
        "bearers who may open it",
    )
    waived_until = day(help_text="The last day of its waiver, where it is waived")


class OpenMove(serializers.Serializer):
    """One move from here, judged for the bearer of the token on this day."""

    move = Text()
    label = Text()  # type: ignore[assignment]
    lawful = serializers.BooleanField(help_text="Nothing stands against it in law")
    permitted = serializers.BooleanField(help_text="The bearer holds a role that may take it")
    open = serializers.BooleanField(help_text="Both: it can be done now, by the bearer")
    by_whom = Text()
    reasons = Why(many=True)
    lines = RuleLine(many=True)


class Dated(serializers.Serializer):
    """A code that held from a day until, and not on, another."""

    starts_on = serializers.DateField()
    ends_on = day()
    code = Text()


class DatedType(serializers.Serializer):
    """A contract type that held from a day until, and not on, another."""

    starts_on = serializers.DateField()
    ends_on = day()
    contract_type = Text()


class CountedList(serializers.Serializer):
    """How many patients were registered on a day."""

    counted_on = serializers.DateField()
    registered = serializers.IntegerField()


class Count(serializers.Serializer):
    """How many rows there are; exact up to a thousand."""

    value = serializers.IntegerField()
    text = Text(help_text="As people say it: 312, or 1,000+")
    is_capped = serializers.BooleanField(help_text="There are more than `value`")


class Fault(serializers.Serializer):
    """What is wrong with one parameter or field."""

    field = Text()  # type: ignore[assignment]
    code = Text()
    text = Text()


class Problem(serializers.Serializer):
    """Why nothing was done (RFC 9457). `type` is a stable code."""

    type = Text()
    title = Text()
    status = serializers.IntegerField()
    errors = Fault(many=True, required=False)  # type: ignore[assignment]
    reasons = Why(many=True, required=False)
    move = Text(required=False, allow_blank=True)

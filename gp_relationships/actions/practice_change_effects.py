"""What follows from a change of a practice, in the transaction of the change itself.

Each case that it takes with it has its own event, by its own step; the practices' rows, lists,
branches and posts are written under audit.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

from audit.record import record_many
from casework.runner import Doing, lock
from contracts.actions.practice_ends import (
    begin_with_practice,
    change_holders,
    end_with_practice,
    hold_contracts,
    merge_with_practice,
)
from contracts.rules.holders import HolderKind, NamedHolder
from core.transactions import step
from gp_relationships.actions import gp_roles, participations
from gp_relationships.models import GpPost, Participation, PracticeChange
from gp_relationships.rules.persons import persons
from gp_relationships.rules.practice_change_facts import ChangeKind
from gp_relationships.selectors.following import (
    participations_of,
    posts_at,
    roles_through,
    vanguards_joined,
)
from gp_relationships.selectors.practice_changes import holders_at
from organisations import actions as practices
from organisations.actions import Recording
from organisations.models import Practice
from organisations.selectors import LatestList, get_practices, latest_lists

K = ChangeKind


@step
def hold(change: PracticeChange) -> None:
    """Lock everything that the change may touch, in the one order of all acts (ADR 0002), and see
    both practices as they are now."""
    for row in participations_of(change.practice_id):
        lock(Participation, row.pk)
    concerned = [pk for pk in (change.practice_id, change.other_id) if pk]
    hold_contracts(concerned)
    rows = {row.pk: row for row in get_practices(concerned, lock=True)}
    change.practice = rows[change.practice_id]
    change.other = rows.get(change.other_id) if change.other_id else None


@step
def let_follow(change: PracticeChange, doing: Doing) -> None:
    """Everything that follows from a change that is made."""
    what = f"{change.practice}: {change.get_kind_display().lower()}"
    on = change.made_on
    if on is None:
        raise ValueError("A change that is made has its day.")
    told = Recording(doing.by, doing.at, change.pk, on)
    FOLLOWS[K(change.kind)](change, told, Doing(doing.by, doing.at, doing.note or what))


def _merge(change: PracticeChange, told: Recording, doing: Doing) -> None:
    gone, heir = change.practice, change.other
    if heir is None:
        raise ValueError("A merger that is made has its successor.")
    _leave(gone, heir, told, doing)
    _add_lists(gone, heir, told)
    was = list(gone.branches.filter(ends_on=None).order_by("code"))
    practices.close_practice(gone, told, successor=heir)
    change_holders(
        practice_id=heir.pk,
        joining=_joining(change, told.on),
        leaving=(),
        left_on=told.on,
        held_as="",
        doing=doing,
    )
    practices.open_branch(
        heir, told, name=gone.name, address=gone.address, postcode=gone.postcode, formerly=gone
    )
    for branch in was:
        practices.open_branch(
            heir,
            told,
            name=branch.name,
            address=branch.address,
            postcode=branch.postcode,
            formerly=branch.formerly or gone,
        )


def _close(change: PracticeChange, told: Recording, doing: Doing) -> None:
    _leave(change.practice, None, told, doing)
    practices.close_practice(change.practice, told, successor=None)


def _split(change: PracticeChange, told: Recording, doing: Doing) -> None:
    """Both lists are estimates from the day on, and come to what the one list was."""
    old, moved = change.practice, change.patients_moved or 0
    known = latest_lists([old.pk], on=told.on)[old.pk]
    new = practices.open_practice(
        old,
        told,
        code=change.new_code,
        name=change.new_name,
        contract_type=change.new_contract_type,
    )
    practices.count_list(old, told, registered=known.registered - moved)
    practices.count_list(new, told, registered=moved)
    begin_with_practice(practice=new, contract_type=change.new_contract_type, doing=doing)


def _move(change: PracticeChange, told: Recording, doing: Doing) -> None:
    if change.commissioner is None:
        raise ValueError("A move that is made has its commissioner.")
    practices.move_to_commissioner(change.practice, told, change.commissioner)


def _change_type(change: PracticeChange, told: Recording, doing: Doing) -> None:
    mine = change.practice_id
    end_with_practice(practice_id=mine, ended_on=told.on, doing=doing)
    begin_with_practice(practice=change.practice, contract_type="gms", doing=doing)
    change_holders(
        practice_id=mine,
        joining=_joining(change, told.on),
        leaving=(),
        left_on=told.on,
        held_as=change.form_after,
        doing=doing,
    )
    practices.change_contract_type(change.practice, told, contract_type="gms")


def _change_partners(change: PracticeChange, told: Recording, doing: Doing) -> None:
    """Who holds the contract; and the posts of those who leave, where they are on the list."""
    gone = persons(change.leaving)
    leaving = [
        holder.pk
        for holder in holders_at(change.practice_id, on=told.on)
        if any(person.is_called(holder.name, holder.gmc_number) for person in gone)
    ]
    change_holders(
        practice_id=change.practice_id,
        joining=_joining(change, told.on),
        leaving=leaving,
        left_on=told.on,
        held_as=change.form_after,
        doing=doing,
    )
    posts = posts_at(change.practice_id, on=told.on).filter(post="partner")
    _end_posts(
        [
            post
            for post in posts
            if any(person.is_called(post.gp.full_name, post.gp.gmc_number) for person in gone)
        ],
        told,
    )


def _joining(change: PracticeChange, on: date) -> list[NamedHolder]:
    return [
        NamedHolder(name=p.name, kind=HolderKind.PARTNER, joined_on=on, gmc_number=p.gmc_number)
        for p in persons(change.joining)
    ]


def _open_branch(change: PracticeChange, told: Recording, doing: Doing) -> None:
    practices.open_branch(change.practice, told, name=change.new_name)


def _close_branch(change: PracticeChange, told: Recording, doing: Doing) -> None:
    if change.branch is None:
        raise ValueError("A closure of a branch that is made has its branch.")
    practices.close_branch(change.branch, told)


FOLLOWS: dict[ChangeKind, Callable[[PracticeChange, Recording, Doing], None]] = {
    K.MERGER: _merge,
    K.SPLIT: _split,
    K.CLOSURE: _close,
    K.COMMISSIONER_MOVE: _move,
    K.TYPE_CHANGE: _change_type,
    K.PARTNERS: _change_partners,
    K.BRANCH_OPENING: _open_branch,
    K.BRANCH_CLOSURE: _close_branch,
}


# Of a practice that is closed


def _leave(gone: Practice, heir: Practice | None, told: Recording, doing: Doing) -> None:
    """Contract, participations, roles and posts of the practice end on the day."""
    joined = vanguards_joined(heir.pk if heir else None)
    if heir is None:
        end_with_practice(practice_id=gone.pk, ended_on=told.on, doing=doing)
    else:
        merge_with_practice(practice_id=gone.pk, into=heir, ended_on=told.on, doing=doing)
    for row in participations_of(gone.pk):
        participations.leave_with_practice(participation_id=row.pk, left_on=told.on, doing=doing)
    _end_roles(gone.pk, heir, joined, told.on, doing)
    posts = list(posts_at(gone.pk, on=told.on))
    _end_posts(posts, told)
    if heir is not None:
        _begin_posts(posts, heir, told)


def _end_roles(
    gone: UUID, heir: Practice | None, joined: set[UUID], on: date, doing: Doing
) -> None:
    for role in roles_through(gone):
        if heir is not None and role.vanguard_id in joined:
            gp_roles.come_through(role_id=role.pk, practice=heir, doing=doing)
        else:
            gp_roles.end_with_practice(role_id=role.pk, ends_on=on, doing=doing)


def _end_posts(posts: Iterable[GpPost], told: Recording) -> None:
    ended = list(posts)
    for post in ended:
        post.ends_on = max(told.on, post.starts_on + timedelta(days=1))
    GpPost.objects.bulk_update(ended, ["ends_on"])
    _audit_posts("gp_post.end", ended, told)


def _begin_posts(posts: Iterable[GpPost], heir: Practice, told: Recording) -> None:
    """Whoever worked at the practice works at the one that goes on, unless they did already."""
    there = set(posts_at(heir.pk, on=told.on).values_list("gp_id", flat=True))
    begun = [
        GpPost(gp=post.gp, practice=heir, post=post.post, starts_on=told.on)
        for post in posts
        if post.gp_id not in there
    ]
    GpPost.objects.bulk_create(begun)
    _audit_posts("gp_post.begin", begun, told)


def _audit_posts(kind: str, posts: Iterable[GpPost], told: Recording) -> None:
    about = [
        (post.gp, {"practice": post.practice.code, "on": told.on.isoformat()}) for post in posts
    ]
    record_many(kind=kind, about=about, by=told.by, at=told.at)


def _add_lists(gone: Practice, heir: Practice, told: Recording) -> None:
    """From the day on the list of the practice that goes on is both lists together.

    A list of it that was counted on that very day, with none of the other, is both already.
    """
    lists = latest_lists([gone.pk, heir.pk], on=told.on)
    mine, theirs = lists.get(gone.pk), lists.get(heir.pk)
    if mine is None or _is_both(mine, theirs, told.on):
        return
    weighted = None
    if theirs and mine.weighted is not None and theirs.weighted is not None:
        weighted = mine.weighted + theirs.weighted
    registered = mine.registered + (theirs.registered if theirs else 0)
    practices.count_list(heir, told, registered=registered, weighted=weighted)


def _is_both(mine: LatestList, theirs: LatestList | None, on: date) -> bool:
    return theirs is not None and theirs.counted_on == on and mine.counted_on != on

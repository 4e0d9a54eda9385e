"""The people of the demonstration who sign in, and how they do. All of them are invented.

Passwords and the analyst's token are made from the installation's secret key: they are in no
file, and the same at every start.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS

from accounts.actions.tokens import LONGEST
from accounts.models import Membership, User
from accounts.roles import ADMIN_READERS, Role
from accounts.selectors import living_tokens, system_user
from audit.record import record
from core.transactions import use_case
from organisations.models import Practice

DOMAIN = "demonstration.example"
SINCE = timedelta(days=3_000)
"""How long before the load day everyone took up their roles."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the demonstration; only those who have something to open sign in."""

    role: Role
    name: str
    mailbox: str
    opens: str = ""

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"


ADMIN, PORTAL, API = "officers' admin", "practices' portal", "reporting API"

PEOPLE = (
    Person(Role.PROGRAMME_OFFICER, "Olive Programme-Officer", "officer", ADMIN),
    Person(Role.APPROVING_OFFICER, "Anders Approving-Officer", "approver", ADMIN),
    Person(Role.PRACTICE_MANAGER, "Priya Practice-Manager", "manager", PORTAL),
    Person(Role.GP_PARTNER, "Dr Gwen Partnersby", "partner", PORTAL),
    Person(Role.ANALYST, "Ana Lystworth", "analyst", API),
    Person(Role.AUDITOR, "Auberon Auditson", "auditor", ADMIN),
    Person(Role.PROGRAMME_OFFICER, "Oskar Second-Officer", "officer.two"),
)


def password_of(email: str) -> str:
    """The person's password on this installation: sixteen letters and digits in fours."""
    digest = salted_hmac("demonstration.password", email, algorithm="sha256").hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def analyst_token() -> str:
    """The analyst's token on this installation."""
    return salted_hmac("demonstration.token", ANALYST.email, algorithm="sha256").hexdigest()


ANALYST = next(person for person in PEOPLE if person.role is Role.ANALYST)


@use_case
def take_on(*, today: date, at: datetime) -> dict[str, User]:
    """The people of the programme, each in their role since long ago; by mailbox."""
    system = system_user()
    people: dict[str, User] = {}
    for person in PEOPLE:
        user = User.objects.create_user(
            person.email,
            password_of(person.email) if person.opens else None,
            full_name=person.name,
            is_staff=person.role in ADMIN_READERS,
        )
        people[person.mailbox] = user
        record(kind="demonstration.take_on", about=user, by=system, at=at)
        if person.opens != PORTAL:
            _give_role(user, person.role, None, today=today, by=system)
    return people


@use_case
def join_practices(
    *, people: dict[str, User], practices: list[Practice], second: Practice, today: date
) -> None:
    """The manager and the GP partner speak for the first practice, the partner for a `second` one
    too; a manager who never signs in, yet is written to, for each of the others."""
    system = system_user()
    first, *others = practices
    _give_role(people["manager"], Role.PRACTICE_MANAGER, first, today=today, by=system)
    _give_role(people["partner"], Role.GP_PARTNER, first, today=today, by=system)
    _give_role(people["partner"], Role.GP_PARTNER, second, today=today, by=system)
    for number, practice in enumerate(others, start=1):
        user = User.objects.create_user(
            f"manager.{practice.code.lower()}@{DOMAIN}", full_name=f"Invented Manager {number}"
        )
        _give_role(user, Role.PRACTICE_MANAGER, practice, today=today, by=system)


@use_case
def reset_passwords(*, at: datetime) -> int:
    """Give everyone who signs in the password that is printed; how many were given one."""
    system = system_user()
    for person in sign_ins():
        user = User.objects.get(email=person.email)
        user.set_password(password_of(person.email))
        user.save(update_fields=["password"])
        record(kind="demonstration.reset_password", about=user, by=system, at=at)
    return len(sign_ins())


@use_case
def hand_out_token(*, at: datetime) -> bool:
    """Make the analyst's token good for a year, if it is not good now; whether that was needed.

    `accounts.actions.tokens.issue` makes a token of chance; this one must be the same every time.
    """
    digest = hash_token(analyst_token())
    analyst = User.objects.get(email=ANALYST.email)
    if living_tokens(analyst, at=at).filter(digest=digest).exists():
        return False
    AuthToken.objects.bulk_create(
        [
            AuthToken(
                digest=digest,
                token_key=analyst_token()[: CONSTANTS.TOKEN_KEY_LENGTH],
                user=analyst,
                expiry=at + LONGEST,
            )
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["expiry"],
    )
    record(kind="demonstration.hand_out_token", about=analyst, by=system_user(), at=at)
    return True


def sign_ins() -> list[Person]:
    """Everyone who signs in, in the order in which they are printed."""
    return [person for person in PEOPLE if person.opens]


def is_allowed() -> bool:
    """Whether this installation is a demonstration at all."""
    return bool(settings.DEMONSTRATION)


def _give_role(
    user: User, role: Role, practice: Practice | None, *, today: date, by: User
) -> Membership:
    return Membership.objects.create(
        user=user, role=role, practice=practice, starts_on=today - SINCE, granted_by=by
    )

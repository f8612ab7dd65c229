"""The two people of the example: Sam, who presses symbols, and Ana, who comes. Their accounts, passwords and tokens."""

import secrets
import string
from dataclasses import dataclass, field
from typing import Any

from wolfctl.adapters import aws
from wolfctl.adapters.state_folder import StateFolder, read_json, write_json
from wolfctl.errors import NotFound

NAMES = ("sam", "ana")
# A number from the range that is set aside for fiction.
ANAS_PHONE = "+15555550142"


@dataclass(frozen=True, slots=True)
class UserPool:
    """Where people sign in."""

    pool: str
    client: str
    port: int
    region: str

    @classmethod
    def applied(cls, outputs: dict[str, Any], port: int, region: str) -> "UserPool":
        return cls(outputs["user_pool_id"], outputs["user_pool_client_id"], port, region)


@dataclass(frozen=True, slots=True)
class Tokens:
    """An access token; never shown by accident."""

    access: str = field(repr=False)


def ensure_accounts(users: UserPool, state: StateFolder) -> dict[str, str]:
    """Each example person's Cognito subject; accounts and passwords are made where they are missing."""
    cognito = aws.client("cognito-idp", users.port, users.region)
    known = read_json(state.users)
    passwords = {name: str(known.get(name, {}).get("password") or _password()) for name in NAMES}
    write_json(state.users, {name: {"username": name, "password": passwords[name]} for name in NAMES})
    subjects = {}
    for name in NAMES:
        try:
            account = cognito.admin_get_user(UserPoolId=users.pool, Username=name)["UserAttributes"]
        except cognito.exceptions.UserNotFoundException:
            made = cognito.admin_create_user(UserPoolId=users.pool, Username=name, MessageAction="SUPPRESS")
            account = made["User"]["Attributes"]
        cognito.admin_set_user_password(UserPoolId=users.pool, Username=name, Password=passwords[name], Permanent=True)
        subjects[name] = next(entry["Value"] for entry in account if entry["Name"] == "sub")
    return subjects


def sign_in(name: str, users: UserPool, state: StateFolder) -> Tokens:
    """Sign an example person in.

    Raises NotFound when there is no such person, or the people are not seeded yet.
    """
    known = read_json(state.users)
    if name not in known:
        raise NotFound(f"There is no example person called {name}.", hint=f"Choose one of: {', '.join(NAMES)}.")
    answer = aws.client("cognito-idp", users.port, users.region).admin_initiate_auth(
        UserPoolId=users.pool,
        ClientId=users.client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": known[name]["password"]},
    )
    return Tokens(answer["AuthenticationResult"]["AccessToken"])


def for_seed(subjects: dict[str, str]) -> dict[str, Any]:
    """What `python -m api.db.seed` reads."""
    person = {"subject": subjects["sam"], "name": "Sam", "locale": "en", "time_zone": "America/New_York"}
    caregiver = {"subject": subjects["ana"], "name": "Ana", "phone": ANAS_PHONE, "cares_for": ["Sam"]}
    return {"people": [person], "caregivers": [caregiver]}


def _password() -> str:
    """Long, and with one character of each kind that the pool's policy asks for."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#%+=")
    letters = [secrets.choice(kind) for kind in kinds] + [secrets.choice(string.ascii_letters) for _ in range(20)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)

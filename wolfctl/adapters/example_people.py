"""The two people of the example: Sam, who presses symbols, and Ana, who comes. Their accounts, passwords and tokens."""

import secrets
import string
import time
from dataclasses import dataclass, field
from typing import Any

from wolfctl.adapters import aws, one_time_password
from wolfctl.adapters.state_folder import StateFolder, read_json, write_json
from wolfctl.errors import NotFound

# Who signs in where: caregivers bring a second factor.
POOLS = {"sam": "people", "ana": "caregivers"}
NAMES = tuple(POOLS)
WITH_SECOND_FACTOR = "caregivers"
# A number from the range that is set aside for fiction.
ANAS_PHONE = "+15555550142"


@dataclass(frozen=True, slots=True)
class UserPools:
    """Where people and caregivers sign in: `pools` holds id and client_id of each, as Terraform puts them out."""

    pools: dict[str, dict[str, str]]
    port: int
    region: str

    @classmethod
    def applied(cls, outputs: dict[str, Any], port: int, region: str) -> "UserPools":
        """The pools of the applied stack, asked on the emulator's port."""
        return cls(outputs["user_pools"], port, region)

    def of(self, name: str) -> dict[str, str]:
        """The pool of an example person."""
        return self.pools[POOLS[name]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """An access token; never shown by accident."""

    access: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What an example person types into a form; `code` is that of this moment, None without a second factor."""

    name: str
    password: str = field(repr=False)
    code: str | None = field(repr=False)


def ensure_accounts(users: UserPools, state: StateFolder) -> dict[str, str]:
    """Each example person's Cognito subject; accounts, passwords and second factors are made where they are missing."""
    cognito = aws.client("cognito-idp", users.port, users.region)
    known = read_json(state.users)
    subjects = {}
    for name in NAMES:
        mine = known[name] = {**known.get(name, {}), "username": name}
        mine.setdefault("password", _password())
        write_json(state.users, known)
        who = {"UserPoolId": users.of(name)["id"], "Username": name}
        try:
            account = cognito.admin_get_user(**who)["UserAttributes"]
        except cognito.exceptions.UserNotFoundException:
            account = cognito.admin_create_user(**who, MessageAction="SUPPRESS")["User"]["Attributes"]
            mine.pop("second_factor", None)
        cognito.admin_set_user_password(**who, Password=mine["password"], Permanent=True)
        if POOLS[name] == WITH_SECOND_FACTOR and "second_factor" not in mine:
            mine["second_factor"] = _enrolled(cognito, users, who, mine["password"])
            write_json(state.users, known)
        subjects[name] = next(entry["Value"] for entry in account if entry["Name"] == "sub")
    return subjects


def typed(name: str, state: StateFolder) -> SignIn:
    """What an example person types to sign in now.

    Raises NotFound when there is no such person, or the people are not seeded yet.
    """
    known = read_json(state.users)
    if name not in known:
        raise NotFound(f"There is no example person called {name}.", hint=f"Choose one of: {', '.join(NAMES)}.")
    secret = known[name].get("second_factor")
    return SignIn(name, known[name]["password"], one_time_password.code(secret, time.time()) if secret else None)


def sign_in(name: str, users: UserPools, state: StateFolder) -> Tokens:
    """Sign an example person in, with the code of their second factor where they have one. Raises as `typed` does."""
    mine = typed(name, state)
    cognito = aws.client("cognito-idp", users.port, users.region)
    answer = _password_sign_in(cognito, users, name, mine.password)
    if challenge := answer.get("ChallengeName"):
        answer = cognito.admin_respond_to_auth_challenge(
            UserPoolId=users.of(name)["id"],
            ClientId=users.of(name)["client_id"],
            ChallengeName=challenge,
            Session=answer["Session"],
            ChallengeResponses={"USERNAME": name, "SOFTWARE_TOKEN_MFA_CODE": mine.code},
        )
    return Tokens(answer["AuthenticationResult"]["AccessToken"])


def _password_sign_in(cognito: Any, users: UserPools, name: str, password: str) -> dict[str, Any]:
    answer: dict[str, Any] = cognito.admin_initiate_auth(
        UserPoolId=users.of(name)["id"],
        ClientId=users.of(name)["client_id"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return answer


def _enrolled(cognito: Any, users: UserPools, who: dict[str, str], password: str) -> str:
    """The secret of a new authenticator; an older one is forgotten. The emulator lets its owner in once to set it."""
    cognito.admin_set_user_mfa_preference(**who, SoftwareTokenMfaSettings={"Enabled": False})
    access = _password_sign_in(cognito, users, who["Username"], password)["AuthenticationResult"]["AccessToken"]
    secret: str = cognito.associate_software_token(AccessToken=access)["SecretCode"]
    cognito.verify_software_token(AccessToken=access, UserCode=one_time_password.code(secret, time.time()))
    return secret


def for_seed(subjects: dict[str, str]) -> dict[str, Any]:
    """What `python -m api.db.seed` reads."""
    person = {"subject": subjects["sam"], "name": "Sam", "locale": "en", "time_zone": "America/New_York"}
    caregiver = {"subject": subjects["ana"], "name": "Ana", "phone": ANAS_PHONE, "cares_for": ["Sam"]}
    return {"people": [person], "caregivers": [caregiver]}


def _password() -> str:
    """Long, and with one character of each kind: the pools ask for length alone, the emulator for these as well."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#%+=")
    letters = [secrets.choice(kind) for kind in kinds] + [secrets.choice(string.ascii_letters) for _ in range(20)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)

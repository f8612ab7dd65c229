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
        return cls(outputs["user_pools"], port, region)

    def of(self, name: str) -> dict[str, str]:
        """The pool of an example person."""
        return self.pools[POOLS[name]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """An access token; never shown by accident."""

    access: str = field(repr=False)


def ensure_accounts(users: UserPools, state: StateFolder) -> dict[str, str]:
    """Each example person's Cognito subject; accounts and passwords are made where they are missing."""
    cognito = aws.client("cognito-idp", users.port, users.region)
    known = read_json(state.users)
    passwords = {name: str(known.get(name, {}).get("password") or _password()) for name in NAMES}
    write_json(state.users, {n: {**known.get(n, {}), "username": n, "password": passwords[n]} for n in NAMES})
    subjects = {}
    for name in NAMES:
        who = {"UserPoolId": users.of(name)["id"], "Username": name}
        try:
            account = cognito.admin_get_user(**who)["UserAttributes"]
        except cognito.exceptions.UserNotFoundException:
            account = cognito.admin_create_user(**who, MessageAction="SUPPRESS")["User"]["Attributes"]
        cognito.admin_set_user_password(**who, Password=passwords[name], Permanent=True)
        if "second_factor" not in known.get(name, {}):
            # an authenticator whose secret is lost is forgotten, so that the next sign-in sets up another
            cognito.admin_set_user_mfa_preference(**who, SoftwareTokenMfaSettings={"Enabled": False})
        subjects[name] = next(entry["Value"] for entry in account if entry["Name"] == "sub")
    return subjects


def sign_in(name: str, users: UserPools, state: StateFolder) -> Tokens:
    """Sign an example person in.

    Raises NotFound when there is no such person, or the people are not seeded yet.
    """
    known = read_json(state.users)
    if name not in known:
        raise NotFound(f"There is no example person called {name}.", hint=f"Choose one of: {', '.join(NAMES)}.")
    cognito = aws.client("cognito-idp", users.port, users.region)
    where = {"UserPoolId": users.of(name)["id"], "ClientId": users.of(name)["client_id"]}
    answer = cognito.admin_initiate_auth(
        **where,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": known[name]["password"]},
    )
    challenge, responses = answer.get("ChallengeName"), {"USERNAME": name}
    if challenge == "MFA_SETUP":
        started = cognito.associate_software_token(Session=answer["Session"])
        write_json(state.users, {**known, name: {**known[name], "second_factor": started["SecretCode"]}})
        code = one_time_password.code(started["SecretCode"], time.time())
        answer = cognito.verify_software_token(Session=started["Session"], UserCode=code)
    elif challenge == "SOFTWARE_TOKEN_MFA":
        responses["SOFTWARE_TOKEN_MFA_CODE"] = one_time_password.code(known[name]["second_factor"], time.time())
    if challenge:
        answer = cognito.admin_respond_to_auth_challenge(
            **where, ChallengeName=challenge, Session=answer["Session"], ChallengeResponses=responses
        )
    return Tokens(answer["AuthenticationResult"]["AccessToken"])


def for_seed(subjects: dict[str, str]) -> dict[str, Any]:
    """What `python -m api.db.seed` reads."""
    person = {"subject": subjects["sam"], "name": "Sam", "locale": "en", "time_zone": "America/New_York"}
    caregiver = {"subject": subjects["ana"], "name": "Ana", "phone": ANAS_PHONE, "cares_for": ["Sam"]}
    return {"people": [person], "caregivers": [caregiver]}


def _password() -> str:
    """Long: the pools ask for nothing else."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(24))

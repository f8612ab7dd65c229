"""Which emulator the containers get, and what each lacks: said before anything starts."""

from collections.abc import Mapping
from dataclasses import dataclass

from wolfctl.errors import Refused

TOKEN = "LOCALSTACK_AUTH_TOKEN"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is not there, and what that means for who uses it."""

    what: str
    means: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An emulator by its profile in docker-compose.localstack.yml.

    `missing` are services of the stack that it does not offer, by the AWS provider's names of their endpoints.
    """

    profile: str
    title: str
    own: tuple[Lack, ...]
    missing: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is not there with this emulator."""
        return (*WITHOUT_THE_STACK, *self.own)


# Terraform applies nothing here, whichever emulator it is.
WITHOUT_THE_STACK = (
    Lack("functions", "no text messages, no escalation, no dead letters: who is not connected hears no call"),
    Lack("API Gateway", "no firewall, no authorizer, no cache: requests and sockets reach the API itself"),
    Lack("process_intent", "intents are understood by the rules inside the API, told as `fallback`"),
    Lack("Polly, a bucket for clips", "eSpeak NG speaks, and its clips are lost when the API's container ends"),
    Lack("accounts of people", "nobody signs in: `wolfctl token NAME --env localstack` signs tokens for Sam and Ana"),
    Lack("a monitor of the database", "nobody promotes the standby; without it every write waits"),
)

EDITIONS: Mapping[str, Edition] = {
    edition.profile: edition
    for edition in (
        Edition(
            "localstack",
            "LocalStack 4.14.0, the last that asks for no token",
            (
                Lack(
                    "what LocalStack keeps", "topic, queue and bucket are made anew when it restarts; the key is given"
                ),
            ),
            (
                *("apigatewayv2", "appautoscaling", "backup", "budgets", "cloudfront", "cloudtrail", "cognitoidp"),
                *("ecr", "ecs", "elbv2", "guardduty", "rds", "securityhub", "wafv2"),
            ),
        ),
        Edition(
            "localstack-licensed",
            "LocalStack's newest, with your token",
            (Lack("a promise", "which services it offers is your licence's; its makers may change what it does"),),
        ),
        Edition(
            "ministack",
            "MiniStack 1.5.33",
            (Lack("key material of ours", "its key is in its own volume: that lost, sealed fields stay sealed"),),
        ),
    )
}


def chosen(profile: str | None, *, has_token: bool) -> Edition:
    """The emulator that was asked for; when none was, LocalStack: the newest if there is a token for it.

    Raises Refused for a profile that does not exist, or that takes a token when there is none.
    """
    name = profile or ("localstack-licensed" if has_token else "localstack")
    if name not in EDITIONS:
        raise Refused(f"There is no profile {name!r}.", hint=f"Choose one of: {', '.join(EDITIONS)}.")
    if name == "localstack-licensed" and not has_token:
        raise Refused(
            "LocalStack's newest image starts only with a token.",
            why=f"{TOKEN} is not set.",
            hint=f"Set {TOKEN}, or choose `--profile localstack` or `--profile ministack`, which ask for none.",
        )
    return EDITIONS[name]

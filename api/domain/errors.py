"""What can be wrong with a request, in the domain's own words; none of them knows HTTP.

DomainError
├── NotFound            there is no such thing, or not for this caller
├── NotAllowed          the caller's relation to the person does not permit it
├── Invalid             a field holds what the domain cannot take
├── KeyReused           an Idempotency-Key came back with another request
├── StateConflict       the thing is not in a state that allows this
├── VersionMismatch     the caller edited an older version
├── VersionRequired     the caller must say which version was edited
├── SecondFactorRequired  the sign-in proved too little for this
├── Locked              the boards are locked, and the right PIN did not come with the change
├── TooMany             it was asked for too often, or too often wrongly
├── NotSent             a text message could not be sent
├── NotSpoken           no voice could be had
└── TokenRefused        the access token or ticket proves nothing
"""

from datetime import timedelta


class DomainError(Exception):
    """A request that cannot be served as it is; the message is safe to show and holds no health data."""


class NotFound(DomainError):
    """There is no such thing, or not for this caller."""


class NotAllowed(DomainError):
    """The caller's relation to the person does not permit this."""


class Invalid(DomainError):
    """A field holds what the domain cannot take."""

    def __init__(self, where: str, what: str, *, kind: str = "invalid") -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what
        self.kind = kind


class KeyReused(DomainError):
    """The Idempotency-Key was used before with a different request."""


class StateConflict(DomainError):
    """The thing is not in a state that allows this."""


class VersionMismatch(DomainError):
    """The version named by the caller is not the current one."""


class VersionRequired(DomainError):
    """The caller did not say which version the change was made to."""


class Locked(DomainError):
    """The boards are locked, and the right PIN did not come with the change."""


class SecondFactorRequired(DomainError):
    """The sign-in proved a password alone, and this needs more."""


class TooMany(DomainError):
    """The same was asked for too often; `retry_after` says when it may be asked for again."""

    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotSent(DomainError):
    """A text message could not be sent."""


class NotSpoken(DomainError):
    """No voice could be had: neither the neural one nor the plain one."""


class TokenRefused(DomainError):
    """The token or ticket is missing, malformed, expired, or not ours."""

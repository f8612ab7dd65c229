"""What can be wrong with a request, in the domain's own words; none of them knows HTTP.

DomainError
├── NotFound            there is no such thing, or not for this caller
├── NotAllowed          the caller's relation to the person does not permit it
├── Invalid             a field holds what the domain cannot take
├── KeyReused           an Idempotency-Key came back with another request
├── StateConflict       the thing is not in a state that allows this
├── VersionMismatch     the caller edited an older version
├── VersionRequired     the caller must say which version was edited
├── TokenRefused        the access token or ticket proves nothing
├── Locked              the boards are locked, and the right PIN did not come with the change
├── TooManyAttempts     wrong PINs have closed the lock for a while
└── TooManyRequests     the caller's budget of requests is used up for the moment
"""


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


class TooManyAttempts(DomainError):
    """Wrong PINs have closed the lock for a while, in seconds."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TokenRefused(DomainError):
    """The token or ticket is missing, malformed, expired, or not ours."""


class TooManyRequests(DomainError):
    """The caller's budget of requests is used up; `wait_s` says for how many seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("Too many requests from this account. Calls for help are not counted and always go through.")
        self.wait_s = wait_s

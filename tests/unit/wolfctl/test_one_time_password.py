"""Codes of an authenticator app, by the examples of RFC 6238, appendix B (their last six digits)."""

import base64

import pytest

from wolfctl.adapters import one_time_password

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_of_the_standard(at: int, code: str) -> None:
    assert one_time_password.code(SECRET, at) == code
    assert one_time_password.code(SECRET.lower().rstrip("="), at) == code

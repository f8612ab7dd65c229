"""The environment is read once, and every mistake in it is named."""

import pytest

from api.settings import Settings, SettingsError, parse_hosts

POOL = '{"issuer": "https://issuer", "client_id": "client", "jwks_url": "https://issuer/jwks.json"}'
GOOD = {
    "ENVIRONMENT": "local",
    "AWS_REGION": "eu-central-1",
    "PORT": "8000",
    "DATABASE_HOSTS": "127.0.0.1:5001,127.0.0.1:5002",
    "DATABASE_NAME": "alphawolf",
    "DATABASE_SSLMODE": "disable",
    "DATABASE_USER": "alphawolf_app",
    "DATABASE_PASSWORD": "a-secret",
    "COGNITO_POOLS": f"[{POOL}]",
    "INTENT_FUNCTION": "arn",
    "ALERTS_TOPIC_ARN": "arn",
    "NOTIFICATIONS_URL": "wss://x",
    "FIELD_KEY_ARN": "arn",
}


def test_a_good_environment_is_read_with_safe_defaults() -> None:
    settings = Settings.from_environment(GOOD)
    assert settings.database.hosts == (("127.0.0.1", 5001), ("127.0.0.1", 5002))
    assert (settings.host, settings.port, settings.relays_outbox) == ("127.0.0.1", 8000, True)
    assert not Settings.from_environment({**GOOD, "OUTBOX_RELAY": "off"}).relays_outbox
    assert settings.rest_url is None
    assert Settings.from_environment({**GOOD, "REST_URL": "https://a.example/v1/"}).rest_url == "https://a.example/v1"


def test_the_password_is_never_shown() -> None:
    assert "a-secret" not in repr(Settings.from_environment(GOOD))


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_variable_is_named(name: str) -> None:
    for environ in ({key: value for key, value in GOOD.items() if key != name}, {**GOOD, name: ""}):
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment(environ)


def test_all_missing_variables_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({})
    assert all(name in str(caught.value) for name in GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("DATABASE_HOSTS", "host:port"),
        ("DATABASE_HOSTS", ":5432"),
        ("DATABASE_SSLMODE", "prefer"),
        ("DATABASE_SSLMODE", "require"),
        ("DATABASE_CA_FILE", "/nowhere/rds-ca.pem"),
        ("OUTBOX_RELAY", "yes"),
        ("REST_URL", "a.example/v1"),
        ("COGNITO_POOLS", "none"),
        ("COGNITO_POOLS", "[]"),
        ("COGNITO_POOLS", '{"issuer": "i"}'),
        ("COGNITO_POOLS", '[{"issuer": "i", "client_id": "c"}]'),
        ("COGNITO_POOLS", '[{"issuer": "i", "client_id": "c", "jwks_url": ""}]'),
        ("COGNITO_POOLS", '[{"issuer": "i", "client_id": "c", "jwks_url": 1}]'),
        ("COGNITO_POOLS", f"[{POOL}, {POOL}]"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**GOOD, name: value})


def test_the_port_of_a_host_may_be_left_out() -> None:
    assert parse_hosts("db.example, other:6000") == (("db.example", 5432), ("other", 6000))

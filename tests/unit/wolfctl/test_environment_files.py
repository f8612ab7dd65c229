"""envs/*.yaml: what is read, and what is refused with which words."""

from pathlib import Path

import pytest

from wolfctl import config
from wolfctl.config.schema import text as schema_text
from wolfctl.errors import BadEnvironment, NotFound

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "envs").mkdir()
    for name in ("local", "dev", "prod"):
        (tmp_path / "envs" / f"{name}.yaml").write_text((REPOSITORY / "envs" / f"{name}.yaml").read_text())
    return tmp_path


def refusal(root: Path, name: str, old: str, new: str) -> str:
    """What loading says after one piece of the file is replaced."""
    path = root / "envs" / f"{name}.yaml"
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new, 1))
    with pytest.raises(BadEnvironment) as caught:
        config.load(name, root)
    return caught.value.message


def line_of(root: Path, name: str, text: str) -> int:
    lines = (root / "envs" / f"{name}.yaml").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("name", config.known(REPOSITORY))
def test_every_environment_in_the_repository_can_be_read(name: str) -> None:
    assert config.load(name, REPOSITORY).environment == name


def test_the_schema_file_is_what_the_model_says() -> None:
    assert (REPOSITORY / "envs" / "schema.json").read_text(encoding="utf-8") == schema_text(), (
        "run `python -m wolfctl.config`"
    )


def test_an_unknown_key_is_refused_with_its_line_and_the_likely_one(root: Path) -> None:
    message = refusal(root, "local", "max_receive_count:", "max_recieve_count:")

    line = line_of(root, "local", "max_recieve_count")
    assert f"envs/local.yaml:{line}: data.max_recieve_count is not a known key; write `max_receive_count`" in message


def test_a_misspelt_key_is_told_once(root: Path) -> None:
    message = refusal(root, "local", "max_receive_count:", "max_recieve_count:")

    assert "one thing to mend" in message
    assert "missing" not in message


def test_a_missing_value_names_what_to_add(root: Path) -> None:
    message = refusal(root, "dev", "  zones: 2\n", "")

    assert "network.zones is missing; add `zones: 2` (availability zones)" in message
    assert f"envs/dev.yaml:{line_of(root, 'dev', 'network:')}:" in message


def test_a_missing_section_lists_its_keys(root: Path) -> None:
    path = root / "envs" / "dev.yaml"
    kept = [
        line
        for line in path.read_text().splitlines()
        if not line.startswith(("security:", "  key_deletion", "  guardduty"))
    ]
    path.write_text("\n".join(kept))

    with pytest.raises(BadEnvironment) as caught:
        config.load("dev", root)

    assert "add a `security:` section with key_deletion_days, guardduty" in caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("zones: 2", 'zones: "2"', "network.zones is '2': it should be a whole number"),
        ("zones: 2", "zones: 7", "network.zones is 7: it should be less than or equal to 3"),
        ("nat: one", "nat: two", "network.nat is 'two': it should be 'one' or 'per_zone'"),
        ("nat: one", "nat: none", "network.nat is 'none': it should be 'one' or 'per_zone'"),
        ('engine_version: "16.4"', "engine_version: 16.4", "data.engine_version is 16.4: it should be text, in quotes"),
        ('engine_version: "16.4"', 'engine_version: "12.1"', "data.engine_version is '12.1': it must match"),
        ('stage_cache_gb: "0.5"', "stage_cache_gb: 0.5", "edge.stage_cache_gb is 0.5: it should be '0.5', '1.6'"),
        ("multi_az: true", "multi_az: maybe", "data.multi_az is 'maybe': it should be true or false"),
        ("two_way: true", "two_way: soon", "compute.texts.two_way is 'soon': it should be true or false"),
        ("monthly_limit_usd: 1", "monthly_limit_usd: 0", "compute.texts.monthly_limit_usd is 0: it should be greater"),
        ("guardduty: moto", "guardduty: motto", "emulator.services.guardduty is 'motto'"),
        (
            "emulator:\n",
            "emulator:\n  port: 1\n",
            "emulator.port is not a known key; the keys here are default, services",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_write(root: Path, old: str, new: str, told: str) -> None:
    assert told in refusal(root, "local", old, new)


def test_all_problems_are_told_at_once_in_the_order_of_the_file(root: Path) -> None:
    (root / "envs" / "dev.yaml").write_text(
        (root / "envs" / "dev.yaml")
        .read_text()
        .replace("zones: 2", "zones: 9")
        .replace("region: us-east-1", "region: 5", 1)
    )

    with pytest.raises(BadEnvironment) as caught:
        config.load("dev", root)

    assert caught.value.message.index("region is 5") < caught.value.message.index("network.zones is 9")
    assert "2 things to mend" in caught.value.message


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("dev", "environment: dev", "environment: staging", "the file is called dev.yaml; write `environment: dev`"),
        ("dev", "vpc_link: true", "vpc_link: false", "on AWS every feature is on; write `vpc_link: true`"),
        ("local", "stage_cache: false", "stage_cache: true", "stage_cache is not off under `features:`"),
        ("local", "  vpc_link: The", "  # vpc_link: The", "say why vpc_link is off"),
    ],
)
def test_keys_that_contradict_each_other_are_refused(root: Path, name: str, old: str, new: str, told: str) -> None:
    assert told in refusal(root, name, old, new)


def test_an_environment_may_do_without_a_stage_cache_though_the_feature_stays_on() -> None:
    dev = config.load("dev", REPOSITORY)

    assert dev.features.stage_cache
    assert dev.edge.stage_cache_gb is None


def test_no_text_promises_to_be_read_where_no_two_way_number_is_named() -> None:
    told = {name: config.load(name, REPOSITORY).compute.texts.two_way for name in config.known(REPOSITORY)}

    assert told == {"dev": False, "local": True, "prod": False, "staging": False}


def test_an_aws_environment_must_name_its_account(root: Path) -> None:
    path = root / "envs" / "prod.yaml"
    path.write_text(
        "\n".join("account_id: null" if s.startswith("account_id") else s for s in path.read_text().splitlines())
    )

    with pytest.raises(BadEnvironment, match="an AWS environment names its account"):
        config.load("prod", root)


def test_a_key_given_twice_is_refused_with_both_lines(root: Path) -> None:
    path = root / "envs" / "local.yaml"
    path.write_text(path.read_text().replace("  zones: 2\n", "  zones: 2\n  zones: 3\n"))
    first = line_of(root, "local", "zones: 2")

    with pytest.raises(BadEnvironment) as caught:
        config.load("local", root)

    assert caught.value.message == f"envs/local.yaml:{first + 1} gives network.zones a second time."
    assert str(first) in caught.value.why


@pytest.mark.parametrize("text", ["network: [", "a: b: c", "- one\n- two\n", "", "\ttab: 1"])
def test_what_is_not_a_mapping_in_yaml_is_refused(root: Path, text: str) -> None:
    (root / "envs" / "dev.yaml").write_text(text)

    with pytest.raises(BadEnvironment, match=r"envs/dev\.yaml") as refused:
        config.load("dev", root)
    assert "dev.yaml" not in refused.value.hint  # nobody starts from what is broken


def test_an_unknown_environment_lists_the_known_ones(root: Path) -> None:
    with pytest.raises(NotFound) as caught:
        config.load("prd", root)

    assert caught.value.why == "envs/ has dev, local, prod."
    assert caught.value.hint == "Did you mean prod?"


def test_an_environment_cannot_be_changed_once_read() -> None:
    environment = config.load("dev", REPOSITORY)

    with pytest.raises(ValueError, match="frozen"):
        environment.region = "eu-west-1"


def test_the_values_for_terraform_leave_out_what_wolfctl_alone_reads() -> None:
    values = config.load("dev", REPOSITORY).terraform_variables({"workers_zip": "z", "api_image": "i"}, None)

    assert not {"emulator", "differences"} & values.keys()
    assert values["backend"]["key"] == "dev/alphawolf.tfstate"
    assert values["artifacts"] == {"workers_zip": "z", "api_image": "i"}
    assert values["addresses"] is None

"""docs/compliance.md is made from the rules, so it cannot say anything else than they do."""

from pathlib import Path

from wolfctl.adapters import compliance_data
from wolfctl.workflows.compliance import page, rules
from wolfctl.workflows.compliance.sources import Sources

ROOT = Path(__file__).resolve().parents[3]
DATA = compliance_data.load(ROOT)


def _page() -> str:
    pack = [row["rule"] for row in DATA.hipaa_rules]
    return page.page(rules.policy(DATA.rules, DATA.exceptions), pack, Sources(DATA.terraform))


def test_the_committed_page_is_fresh() -> None:
    assert (ROOT / "docs" / "compliance.md").read_text(encoding="utf-8") == _page(), "run `wolfctl docs`"


def test_every_rule_and_every_exception_is_on_it() -> None:
    text = _page()
    assert [row["rule"] for row in DATA.rules if f"| `{row['rule']}` |" not in text] == []
    assert [row["reason"] for row in DATA.exceptions if row["reason"] not in text] == []


def test_a_rule_points_at_the_files_that_declare_what_it_looks_at() -> None:
    declared = Sources({"modules/data/vaults.tf": 'resource "aws_backup_vault" "main" {\n}\n'})
    policy = rules.policy(DATA.rules, [])
    (line,) = [
        line
        for line in page.page(policy, [row["rule"] for row in DATA.hipaa_rules], declared).splitlines()
        if line.startswith("| `backup-recovery-point-encrypted` |")
    ]
    assert "[data/vaults.tf](../modules/data/vaults.tf)" in line

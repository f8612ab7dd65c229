"""Statements of a policy that waits for an ARN are read from the Terraform text that writes them."""

from wolfctl.workflows.compliance.sources import Sources
from wolfctl.workflows.compliance.written_statements import written

MODULE = """\
resource "aws_iam_policy" "this" {
  policy = jsonencode({ Statement = local.statements[each.key] })
}

locals {
  statements = {
    reader = concat(local.read, local.decrypt)
  }

  # kms:* stands in a comment and means nothing
  decrypt = [{
    Effect    = "Allow"
    Action    = "kms:Decrypt"
    Resource  = var.key_arn
    Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
  }]

  read = [{
    Effect   = "Allow"
    Action   = ["s3:GetObject", "s3:ListBucket"]
    Resource = ["${var.bucket_arn}/*", "*"]
    }, {
    Effect    = "Deny"
    Principal = { AWS = "*" }
    Action    = "s3:*"
    Resource  = "*"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }]

  unused = [{ Effect = "Allow", Action = "*", Resource = "*" }]
}
"""


def test_the_statements_that_a_policy_reaches_are_read_and_no_others() -> None:
    text = Sources({"modules/m/roles.tf": MODULE}).block("modules/m", "aws_iam_policy", "this")
    by_actions = {statement.actions: statement for statement in written(text)}
    assert set(by_actions) == {("kms:Decrypt",), ("s3:GetObject", "s3:ListBucket"), ("s3:*",)}

    decrypt = by_actions["kms:Decrypt",]
    assert (decrypt.allows, decrypt.resources) == (True, (None,))
    assert decrypt.conditions == (("StringEquals", "kms:ViaService", (None,)),)

    assert by_actions["s3:GetObject", "s3:ListBucket"].resources == (None, "*")

    deny = by_actions["s3:*",]
    assert (deny.allows, deny.principals) == (False, ("*",))
    assert deny.when("aws:securetransport", "false")


def test_one_line_objects_are_read_field_by_field() -> None:
    (statement,) = written('x = { Effect = "Allow", NotAction = "iam:*", Resource = "*" }')
    assert (statement.actions, statement.not_actions, statement.resources) == ((), ("iam:*",), ("*",))
    assert statement.on_everything()


def test_a_condition_that_is_a_reference_still_counts_as_one() -> None:
    (statement,) = written('{\n Effect = "Allow"\n Action = "kms:Decrypt"\n Condition = each.value\n}')
    assert statement.conditions


def test_every_variable_of_a_comparison_is_read() -> None:
    (statement,) = written("""
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "issuer:aud" = "sts.amazonaws.com"
            "issuer:sub" = "repo:${var.repository}:environment:${each.key}"
          }
          Bool                     = { "aws:SecureTransport" = "true", "aws:ViaAWSService" = "false" }
          "ForAnyValue:StringLike" = { "aws:PrincipalOrgPaths" = ["o-1/*", var.path] }
        }
      }
    """)
    assert statement.conditions == (
        ("StringEquals", "issuer:aud", ("sts.amazonaws.com",)),
        ("StringEquals", "issuer:sub", (None,)),
        ("Bool", "aws:SecureTransport", ("true",)),
        ("Bool", "aws:ViaAWSService", ("false",)),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ("o-1/*",)),
    )

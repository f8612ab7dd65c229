mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  # Deploy roles trust exact subjects.
  assert {
    condition = {
      for purpose, role in aws_iam_role.deploy : purpose => jsondecode(role.assume_role_policy).Statement[0].Condition
      } == {
      plan = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = "repo:alphawolf/alphawolf:environment:test-plan"
      } }
      apply = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = "repo:alphawolf/alphawolf:environment:test"
      } }
    }
    error_message = "One repository and one environment each, compared letter by letter."
  }

  assert {
    condition     = endswith(aws_iam_role_policy_attachment.deploy_services["plan"].policy_arn, "/ReadOnlyAccess")
    error_message = "Planning reads."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.deploy["plan"].policy).Statement :
      statement.Effect == "Deny" || toset(flatten([statement.Action])) == setintersection(flatten([statement.Action]), ["kms:Decrypt", "secretsmanager:GetRandomPassword", "secretsmanager:GetSecretValue"])
    ])
    error_message = "Planning writes nothing."
  }

  # The pipeline cannot make itself stronger.
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.deploy["apply"].policy).Statement :
      statement.Condition == { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary.arn } }
      if statement.Effect == "Allow" && length(setintersection(flatten([statement.Action]), ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"])) > 0
    ])
    error_message = "Every role that it makes or strengthens carries the boundary."
  }

  assert {
    condition = alltrue([
      for action in ["iam:DeleteRolePermissionsBoundary", "iam:CreateUser", "iam:CreateAccessKey", "cloudtrail:StopLogging", "config:StopConfigurationRecorder"] :
      contains(flatten([for statement in jsondecode(aws_iam_policy.deploy["apply"].policy).Statement : statement.Action if statement.Effect == "Deny"]), action)
    ])
    error_message = "It removes no boundary, makes no user and blinds no watcher."
  }

  assert {
    condition = alltrue([
      for name in ["policy/alphawolf-test-boundary", "policy/alphawolf-test-limits", "role/alphawolf-test-apply", "role/alphawolf-test-break-glass"] :
      contains(jsondecode(aws_iam_policy.limits.policy).Statement[0].Resource, "arn:aws:iam::123456789012:${name}")
    ]) && jsondecode(aws_iam_policy.limits.policy).Statement[0].Effect == "Deny"
    error_message = "Its own limits are out of its reach."
  }

  assert {
    condition = alltrue([
      for role in ["plan", "apply"] : anytrue([
        for statement in jsondecode(aws_iam_policy.deploy[role].policy).Statement :
        statement.Effect == "Deny" && contains(flatten([statement.Action]), "s3:GetObject") && statement.Resource == ["arn:aws:s3:::alphawolf-test-speech/*"]
      ])
    ])
    error_message = "Neither role reads health data."
  }

  # The boundary withholds identities and keys administration.
  assert {
    condition = length([
      for action in flatten([for statement in jsondecode(aws_iam_policy.boundary.policy).Statement : statement.Action if statement.Effect == "Allow"]) :
      action if can(regex("^(\\*|iam:|sts:|organizations:|cloudtrail:|config:|guardduty:|kms:(Put|Schedule|Disable))", action)) || endswith(action, ":*")
    ]) == 0
    error_message = "No role of the stack can be given identities, watchers or the administration of keys."
  }

  assert {
    condition     = length(aws_iam_policy.boundary.policy) < 6144
    error_message = "IAM takes a policy of 6144 characters at most."
  }

  # Breaking the glass takes a second factor and an hour.
  assert {
    condition = jsondecode(aws_iam_role.break_glass.assume_role_policy).Statement[0].Condition == {
      Bool            = { "aws:MultiFactorAuthPresent" = "true" }
      NumericLessThan = { "aws:MultiFactorAuthAge" = "3600" }
    } && aws_iam_role.break_glass.max_session_duration == 3600
    error_message = "A fresh second factor, one hour."
  }

  assert {
    condition     = anytrue([for statement in jsondecode(aws_iam_policy.break_glass.policy).Statement : statement.Effect == "Deny" && contains(statement.Action, "cloudtrail:StopLogging")])
    error_message = "Even then no trace is erased."
  }

  # Roles made here carry the boundary.
  assert {
    condition     = aws_iam_role.trail.permissions_boundary == aws_iam_policy.boundary.arn && aws_iam_role.compliance_alert.permissions_boundary == aws_iam_policy.boundary.arn
    error_message = "The stack's own roles obey the rule."
  }
}

run "who_may_break_the_glass_can_be_named" {
  command = plan
  variables {
    security = {
      break_glass_principals = ["arn:aws:iam::123456789012:role/on-call"]
      github_repository      = "alphawolf/alphawolf"
      guardduty              = true
      key_deletion_days      = 30
      monthly_budget_usd     = 500
    }
  }

  assert {
    condition     = jsondecode(aws_iam_role.break_glass.assume_role_policy).Statement[0].Principal == { AWS = ["arn:aws:iam::123456789012:role/on-call"] }
    error_message = "Only these."
  }
}

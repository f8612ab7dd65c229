# GitHub's own tokens open these roles, so no key is stored anywhere. Two GitHub environments, so that the one that only
# looks cannot open the role that changes: <environment>-plan for anyone who reviews, <environment> behind an approval.
locals {
  deploy_subjects = {
    plan  = "repo:${var.security.github_repository}:environment:${var.deployment.environment}-plan"
    apply = "repo:${var.security.github_repository}:environment:${var.deployment.environment}"
  }

  stack_identities = [
    "arn:${local.partition}:iam::${local.account_id}:policy/${var.name}-*",
    "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-*",
  ]

  erasing_traces = [
    "cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "config:DeleteConfigurationRecorder",
    "config:DeleteDeliveryChannel", "config:StopConfigurationRecorder", "guardduty:DeleteDetector", "kms:DisableKey",
    "kms:ScheduleKeyDeletion", "organizations:LeaveOrganization", "s3:BypassGovernanceRetention",
    "securityhub:DisableSecurityHub",
  ]
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "deploy" {
  for_each = local.deploy_subjects

  name                 = "${var.name}-${each.key}"
  description          = "What GitHub's environment of the same purpose may do to ${var.name}."
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = each.value
        }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "deploy_services" {
  for_each = { plan = "ReadOnlyAccess", apply = "PowerUserAccess" }

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.value}"
}

resource "aws_iam_policy" "deploy" {
  #checkov:skip=CKV_AWS_286:a role made here must carry the boundary, which withholds every identity action
  #checkov:skip=CKV_AWS_289:a role made here must carry the boundary, which withholds every identity action
  for_each = local.deploy_statements

  name        = "${var.name}-${each.key}"
  description = "What ${var.name}-${each.key} may do beyond AWS's own policy, and what it never may."
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value })
}

resource "aws_iam_role_policy_attachment" "deploy" {
  for_each = aws_iam_policy.deploy

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = each.value.arn
}

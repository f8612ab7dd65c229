resource "aws_guardduty_detector" "this" {
  #checkov:skip=CKV2_AWS_3:the account stands alone; an organization enables GuardDuty from its own administrator account
  count = var.security.guardduty ? 1 : 0

  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

resource "aws_guardduty_detector_feature" "watched" {
  for_each = toset(var.security.guardduty ? var.security.guardduty_features : [])

  detector_id = aws_guardduty_detector.this[0].id
  name        = each.value
  status      = "ENABLED"

  dynamic "additional_configuration" {
    for_each = each.value == "RUNTIME_MONITORING" ? ["ECS_FARGATE_AGENT_MANAGEMENT"] : []

    content {
      name   = additional_configuration.value
      status = "ENABLED"
    }
  }
}

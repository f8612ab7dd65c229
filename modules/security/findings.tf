# What the watchers find goes to the compliance_alert function, which tells each finding once.
locals {
  findings = {
    config = {
      description = "AWS Config: a rule is broken, kept again, or no longer applies."
      pattern = {
        source        = ["aws.config"]
        "detail-type" = ["Config Rules Compliance Change"]
        detail = {
          messageType         = ["ComplianceChangeNotification"]
          newEvaluationResult = { complianceType = ["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE"] }
        }
      }
    }
    guardduty = {
      description = "GuardDuty: findings of medium severity and above."
      pattern = {
        source        = ["aws.guardduty"]
        "detail-type" = ["GuardDuty Finding"]
        detail        = { severity = [{ numeric = [">=", 4] }] }
      }
    }
    # Not what the two above sent it; a finding that healed has no severity left, so all severities pass here.
    securityhub = {
      description = "Security Hub: findings of its own checks and of Access Analyzer."
      pattern = {
        source        = ["aws.securityhub"]
        "detail-type" = ["Security Hub Findings - Imported"]
        detail        = { findings = { ProductName = [{ "anything-but" = ["Config", "GuardDuty"] }] } }
      }
    }
  }
}

resource "aws_cloudwatch_event_rule" "finding" {
  for_each = local.findings

  name          = "${var.name}-${each.key}-findings"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "finding" {
  for_each = aws_cloudwatch_event_rule.finding

  rule      = each.value.name
  target_id = "compliance-alert"
  arn       = aws_lambda_alias.compliance_alert.arn
}

resource "aws_lambda_permission" "finding" {
  for_each = aws_cloudwatch_event_rule.finding

  statement_id  = "Findings${title(each.key)}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.compliance_alert.function_name
  qualifier     = aws_lambda_alias.compliance_alert.name
  principal     = "events.amazonaws.com"
  source_arn    = each.value.arn
}

# Not findings, and nothing heals them: a person should know, and each is told as it comes.
locals {
  incidents = {
    backup-failure = {
      description = "A copy into the backup vault failed or was not begun in time."
      pattern = {
        source        = ["aws.backup"]
        "detail-type" = ["Backup Job State Change"]
        detail        = { state = ["ABORTED", "EXPIRED", "FAILED"] }
      }
    }
    database-failover = {
      description = "The database moved to its standby, or could not."
      pattern = {
        source        = ["aws.rds"]
        "detail-type" = ["RDS DB Instance Event"]
        detail = {
          EventCategories  = ["failover", "failure"]
          SourceIdentifier = [var.observed.database]
        }
      }
    }
  }
}

resource "aws_cloudwatch_event_rule" "incident" {
  for_each = local.incidents

  name          = "${var.name}-${each.key}"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "incident" {
  for_each = aws_cloudwatch_event_rule.incident

  rule      = each.value.name
  target_id = "alarms"
  arn       = aws_sns_topic.alarms.arn
}

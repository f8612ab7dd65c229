resource "aws_budgets_budget" "monthly" {
  name         = "${var.name}-monthly"
  budget_type  = "COST"
  limit_amount = tostring(var.security.monthly_budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = {
      "80 % spent"    = { type = "ACTUAL", percent = 80 }
      "all spent"     = { type = "ACTUAL", percent = 100 }
      "will be spent" = { type = "FORECASTED", percent = 100 }
    }

    content {
      comparison_operator       = "GREATER_THAN"
      notification_type         = notification.value.type
      subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
      threshold                 = notification.value.percent
      threshold_type            = "PERCENTAGE"
    }
  }

  depends_on = [aws_sns_topic_policy.alarms]
}

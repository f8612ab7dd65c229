# Functions that the clock calls. A missed minute is made up for by the next one; a missed day is tried again.
locals {
  schedules = {
    escalate = {
      description = "Each minute the calls that nobody has answered go on."
      expression  = "rate(1 minute)"
      patience_s  = 60
      retries     = 0
    }
    maintain_partitions = {
      description = "Each night the months of the log are put in order."
      expression  = "cron(17 3 * * ? *)"
      patience_s  = 3600
      retries     = 2
    }
    speech = {
      description = "Each night the clips in use are renewed before they expire."
      expression  = "cron(43 2 * * ? *)"
      patience_s  = 3600
      retries     = 2
      input       = { renew = true }
    }
    watch_tasks = {
      description = "Each minute what is due of routines is looked at."
      expression  = "rate(1 minute)"
      patience_s  = 60
      retries     = 0
    }
  }
}

resource "aws_cloudwatch_event_rule" "schedule" {
  for_each = local.schedules

  name                = local.function_names[each.key]
  description         = each.value.description
  schedule_expression = each.value.expression
}

resource "aws_cloudwatch_event_target" "schedule" {
  for_each = aws_cloudwatch_event_rule.schedule

  rule      = each.value.name
  target_id = "function"
  arn       = aws_lambda_alias.live[each.key].arn
  input     = try(jsonencode(local.schedules[each.key].input), null)

  # A target is called as soon as there is one.
  depends_on = [aws_lambda_permission.schedule]
}

resource "aws_lambda_permission" "schedule" {
  for_each = aws_cloudwatch_event_rule.schedule

  statement_id  = "Schedule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.worker[each.key].function_name
  qualifier     = aws_lambda_alias.live[each.key].name
  principal     = "events.amazonaws.com"
  source_arn    = each.value.arn
}

# What became of text messages: SNS writes a line for each to two groups of its own names, which are read as they come.
# https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
locals {
  text_groups = {
    failed = "sns/${data.aws_region.current.name}/${data.aws_caller_identity.current.account_id}/DirectPublishToPhoneNumber/Failure"
    sent   = "sns/${data.aws_region.current.name}/${data.aws_caller_identity.current.account_id}/DirectPublishToPhoneNumber"
  }

  keep_lost_receipts = [{
    Sid      = "KeepLostReceipts"
    Effect   = "Allow"
    Action   = "sqs:SendMessage"
    Resource = var.alerts.text_replies.dead_letter_queue.arn
    }, {
    Sid      = "EncryptLostReceipts"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = var.key_arns.messages
  }]
}

# The lines name the number that was texted. SNS would make both groups itself, unencrypted and for ever.
resource "aws_cloudwatch_log_group" "texts" {
  for_each = local.text_groups

  name              = each.value
  kms_key_id        = var.key_arns.logs
  retention_in_days = var.compute.log_retention_days
}

resource "aws_cloudwatch_log_subscription_filter" "texts" {
  for_each = aws_cloudwatch_log_group.texts

  name            = "sms-receipt"
  log_group_name  = each.value.name
  destination_arn = aws_lambda_alias.live["sms_receipt"].arn
  filter_pattern  = ""

  # CloudWatch Logs tries the function when the filter is made.
  depends_on = [aws_lambda_permission.texts]
}

resource "aws_lambda_permission" "texts" {
  for_each = aws_cloudwatch_log_group.texts

  statement_id   = "Receipts${title(each.key)}"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.worker["sms_receipt"].function_name
  qualifier      = aws_lambda_alias.live["sms_receipt"].name
  principal      = "logs.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
  source_arn     = "${each.value.arn}:*"
}

# Tried again after a minute and after two more, by when a text is known if it ever will be.
resource "aws_lambda_function_event_invoke_config" "texts" {
  function_name                = aws_lambda_function.worker["sms_receipt"].function_name
  qualifier                    = aws_lambda_alias.live["sms_receipt"].name
  maximum_event_age_in_seconds = 3600
  maximum_retry_attempts       = 2

  destination_config {
    on_failure {
      destination = var.alerts.text_replies.dead_letter_queue.arn
    }
  }

  # Lambda asks whether the role may send there.
  depends_on = [aws_iam_role_policy_attachment.this]
}

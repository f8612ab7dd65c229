mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  # Who sends texts and who reads what is answered are told the same.
  assert {
    condition = [
      aws_lambda_function.worker["deliver_alert"].environment[0].variables.TEXT_REPLIES, aws_lambda_function.worker["deliver_alert"].environment[0].variables.TEXTS_A_DAY,
      aws_lambda_function.worker["escalate"].environment[0].variables.CONTACT_TEST_DAYS,
    ] == ["true", "500", "7"]
    error_message = "The environment says whether texts are answered, how many go out, and whom to test."
  }

  assert {
    condition     = setsubtract(keys(aws_lambda_function.worker["sms_reply"].environment[0].variables), keys(aws_lambda_function.worker["connections"].environment[0].variables)) == toset(["FIELD_KEY_ARN"])
    error_message = "Whoever answers texts finds the sender by the key of numbers, and pushes to no socket."
  }

  # Both groups that SNS writes to are read by the one function.
  assert {
    condition = { for key, filter in aws_cloudwatch_log_subscription_filter.texts : key => [filter.log_group_name, filter.destination_arn, filter.filter_pattern] } == {
      failed = ["sns/us-east-1/123456789012/DirectPublishToPhoneNumber/Failure", aws_lambda_alias.live["sms_receipt"].arn, ""]
      sent   = ["sns/us-east-1/123456789012/DirectPublishToPhoneNumber", aws_lambda_alias.live["sms_receipt"].arn, ""]
    }
    error_message = "What became of each text is noted, whichever way it went."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.texts : group.kms_key_id == var.key_arns.logs && group.retention_in_days == 90])
    error_message = "The lines name telephone numbers: they are under the logs' key and do not stay for ever."
  }

  assert {
    condition     = alltrue([for key, permission in aws_lambda_permission.texts : permission.principal == "logs.amazonaws.com" && permission.source_account == "123456789012" && permission.source_arn == "${aws_cloudwatch_log_group.texts[key].arn}:*" && permission.qualifier == "live"])
    error_message = "CloudWatch Logs may call it for these two groups of this account alone."
  }

  # A receipt that is lost names a number, and is told to nobody.
  assert {
    condition     = aws_lambda_function_event_invoke_config.texts.destination_config[0].on_failure[0].destination == "arn:aws:sqs:us-east-1:123456789012:texts-dead" && aws_lambda_function_event_invoke_config.texts.qualifier == "live" && aws_lambda_function_event_invoke_config.texts.maximum_retry_attempts == 2
    error_message = "What cannot be noted waits in the encrypted queue, not in operators' mail."
  }

  # The account's own settings.
  assert {
    condition = [
      aws_sns_sms_preferences.this.default_sms_type, tostring(aws_sns_sms_preferences.this.monthly_spend_limit),
      aws_sns_sms_preferences.this.delivery_status_success_sampling_rate, aws_sns_sms_preferences.this.delivery_status_iam_role_arn,
    ] == ["Transactional", "50", "100", aws_iam_role.log_texts.arn]
    error_message = "Texts go the reliable way, up to the month's limit, and leave a line each."
  }

  assert {
    condition = (
      jsondecode(aws_iam_role.log_texts.assume_role_policy).Statement[0].Principal.Service == "sns.amazonaws.com"
      && aws_iam_role.log_texts.permissions_boundary == var.operations.boundary_arn
      && [for statement in jsondecode(aws_iam_policy.log_texts.policy).Statement : statement.Action] == [["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]]
      && alltrue([for arn in jsondecode(aws_iam_policy.log_texts.policy).Statement[0].Resource : startswith(arn, "arn:aws:logs:us-east-1:123456789012:log-group:")])
    )
    error_message = "SNS writes to these two groups and does nothing else."
  }
}

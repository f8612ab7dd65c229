mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  # The trail sees everything and can be proved.
  assert {
    condition = (
      aws_cloudtrail.this.is_multi_region_trail && aws_cloudtrail.this.enable_log_file_validation &&
      aws_cloudtrail.this.include_global_service_events && aws_cloudtrail.this.s3_bucket_name == "alphawolf-test-audit"
    )
    error_message = "One trail for all regions, its files validated, in the locked bucket."
  }

  assert {
    condition = anytrue([
      for selector in aws_cloudtrail.this.advanced_event_selector : anytrue([
        for field in selector.field_selector : contains(coalesce(field.starts_with, []), "arn:aws:s3:::alphawolf-test-speech/")
      ])
    ])
    error_message = "Reads and writes of health data are recorded."
  }

  # Every odd call raises an alarm and so does silence.
  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.trail)) == toset([
      "authentication-failures", "break-glass", "key-losses", "network-acl-changes", "network-gateway-changes",
      "root-usage", "route-table-changes", "trail-changes", "vpc-changes",
    ])
    error_message = "What the network, the doors, the keys and the trail itself are not used to, and breaking the glass."
  }

  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.trail), values(aws_cloudwatch_metric_alarm.operation), values(aws_cloudwatch_metric_alarm.silence)) :
      alarm.alarm_actions == toset([aws_sns_topic.alarms.arn]) && alarm.insufficient_data_actions == toset([aws_sns_topic.alarms.arn])
    ])
    error_message = "Operators hear of an alarm and of one that has no data."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.silence : alarm.treat_missing_data == "breaching"]) && aws_cloudwatch_metric_alarm.silence["watch-tasks-gone"].dimensions.FunctionName == "alphawolf-test-watch-tasks"
    error_message = "What stops running is noticed by its silence."
  }

  assert {
    condition     = { for name, alarm in aws_cloudwatch_metric_alarm.silence : name => alarm.period } == { api-gone = 60, escalate-gone = 60, speech-gone = 86400, watch-tasks-gone = 60 }
    error_message = "What runs each night is silent all day, and missed when three nights pass without it."
  }

  assert {
    condition     = aws_cloudwatch_log_metric_filter.trail["break-glass"].pattern == "{ ($.eventName = AssumeRole) && ($.requestParameters.roleArn = \"arn:aws:iam::123456789012:role/alphawolf-test-break-glass\") }"
    error_message = "Breaking the glass is seen in the trail."
  }

  # Each observed function has its alarms.
  assert {
    condition = alltrue([
      for function in ["compliance-alert", "deliver-alert", "process-intent"] :
      contains(keys(aws_cloudwatch_metric_alarm.operation), "${function}-errors") && contains(keys(aws_cloudwatch_metric_alarm.operation), "${function}-throttled")
    ])
    error_message = "No function fails or is throttled unseen."
  }

  # What nobody would notice until somebody waits.
  assert {
    condition = {
      for key in ["alert-healed", "alert-stuck", "texts-dead", "texts-near-limit"] : key => [
        aws_cloudwatch_metric_alarm.operation[key].namespace, aws_cloudwatch_metric_alarm.operation[key].metric_name,
        jsonencode(aws_cloudwatch_metric_alarm.operation[key].dimensions), tostring(aws_cloudwatch_metric_alarm.operation[key].threshold),
      ]
      } == {
      alert-healed     = ["AlphaWolf", "count", jsonencode({ event = "alert_healed", function = "alphawolf-test-escalate" }), "0"]
      alert-stuck      = ["AlphaWolf", "count", jsonencode({ event = "alert_stuck", function = "alphawolf-test-escalate" }), "0"]
      texts-dead       = ["AWS/SQS", "ApproximateNumberOfMessagesVisible", jsonencode({ QueueName = "alphawolf-test-texts-dead-letters" }), "0"]
      texts-near-limit = ["AWS/SNS", "SMSMonthToDateSpentUSD", "{}", "40"]
    }
    error_message = "A call that stood still, an answer that was lost, and a month's texts that are nearly spent are told."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.operation["api-slow"].extended_statistic == "p99" && aws_cloudwatch_metric_alarm.operation["api-slow"].statistic == null
    error_message = "A percentile is an extended statistic."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.operation["database-full"].comparison_operator == "LessThanThreshold"
    error_message = "Some numbers are bad when they are small."
  }

  # Config asks the rules that plans are tested by.
  assert {
    condition     = length(aws_config_config_rule.managed) == length(jsondecode(file("config_rules.json"))) && length(aws_config_config_rule.managed) > 80
    error_message = "Every rule of the file is asked."
  }

  assert {
    condition = (
      jsondecode(aws_config_config_rule.managed["internet-gateway-authorized-vpc-only"].input_parameters) == { AuthorizedVpcIds = "vpc-1" } &&
      jsondecode(aws_config_config_rule.managed["no-unrestricted-route-to-igw"].input_parameters) == { routeTableIds = "rtb-1,rtb-2" } &&
      jsondecode(aws_config_config_rule.managed["cloudtrail-s3-dataevents-enabled"].input_parameters).S3BucketNames == "alphawolf-test-speech" &&
      aws_config_config_rule.managed["rds-storage-encrypted"].input_parameters == null
    )
    error_message = "Parameters come from the file and from the finished network."
  }

  assert {
    condition     = aws_config_config_rule.own["sqs-encrypted-kms"].source[0].owner == "CUSTOM_POLICY" && aws_config_config_rule.own["sqs-encrypted-kms"].description == "Queues are encrypted with our own key."
    error_message = "What AWS has no rule for is asked in Guard's language."
  }

  assert {
    condition     = aws_config_configuration_recorder.this.recording_group[0].all_supported && aws_config_configuration_recorder_status.this.is_enabled
    error_message = "Everything is recorded."
  }

  # Findings reach the function and operators alone.
  assert {
    condition     = toset(keys(aws_cloudwatch_event_target.finding)) == toset(["config", "guardduty", "securityhub"]) && alltrue([for target in aws_cloudwatch_event_target.finding : target.arn == aws_lambda_alias.compliance_alert.arn])
    error_message = "Three sources, one function."
  }

  assert {
    condition     = alltrue([for permission in aws_lambda_permission.finding : permission.principal == "events.amazonaws.com" && permission.source_arn != null])
    error_message = "Only these rules may call the function."
  }

  assert {
    condition = (
      aws_lambda_function.compliance_alert.reserved_concurrent_executions == 1 &&
      aws_lambda_function.compliance_alert.dead_letter_config[0].target_arn == aws_sns_topic.alarms.arn &&
      toset(keys(aws_lambda_function.compliance_alert.environment[0].variables)) == toset(["ALARMS_TOPIC_ARN", "ENVIRONMENT", "OPEN_FINDINGS", "SLACK_WEBHOOK_SECRET"])
    )
    error_message = "One copy at a time, nothing lost, and the address of the channel only by the name of its secret."
  }

  assert {
    condition = anytrue([
      for statement in jsondecode(aws_sns_topic_policy.alarms.policy).Statement :
      statement.Effect == "Deny" && jsonencode(try(statement.Condition, {})) == jsonencode({ Bool = { "aws:SecureTransport" = "false" } })
    ])
    error_message = "The topic refuses plain HTTP."
  }

  assert {
    condition = {
      for statement in jsondecode(aws_sns_topic_policy.alarms.policy).Statement : statement.Sid => can(statement.Condition)
      if can(statement.Principal.Service)
    } == { ServicesPublish = true, RulesPublish = false }
    error_message = "Services publish for this account alone; EventBridge, which cannot say so, without a condition that never holds."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_event_target.incident)) == toset(["backup-failure", "database-failover"]) && alltrue([for target in aws_cloudwatch_event_target.incident : target.arn == aws_sns_topic.alarms.arn])
    error_message = "A failover and a backup that failed are told to operators."
  }

  # The account is closed by default.
  assert {
    condition = alltrue([
      aws_s3_account_public_access_block.this[0].block_public_acls, aws_s3_account_public_access_block.this[0].block_public_policy,
      aws_s3_account_public_access_block.this[0].ignore_public_acls, aws_s3_account_public_access_block.this[0].restrict_public_buckets,
      aws_ebs_encryption_by_default.this[0].enabled, aws_ebs_snapshot_block_public_access.this[0].state == "block-all-sharing",
    ])
    error_message = "No bucket and no snapshot can be made public, no disk is left in the clear."
  }

  assert {
    condition     = aws_iam_account_password_policy.this.minimum_password_length == 14 && aws_iam_account_password_policy.this.password_reuse_prevention == 24 && aws_iam_account_password_policy.this.max_password_age == 90
    error_message = "A console user made by hand gets at least this."
  }

  assert {
    condition     = aws_accessanalyzer_analyzer.this[0].type == "ACCOUNT" && length(aws_securityhub_account.this) == 1 && length(aws_guardduty_detector_feature.watched) == 4
    error_message = "Access Analyzer, Security Hub and GuardDuty are on."
  }

  # The dashboard shows what is observed.
  assert {
    condition = alltrue([
      for word in [
        "CacheHitCount", "CacheMissCount", "'p50'", "'p95'", "'p99'", "alphawolf-test-alerts-dead-letters", "initDuration",
        "ProvisionedConcurrencySpilloverInvocations", "alphawolf-test-database-failover", "ConnectCount", "BlockedRequests",
      ] : strcontains(aws_cloudwatch_dashboard.this.dashboard_body, word)
    ])
    error_message = "Cache, latency, dead letters, cold starts, spill-over, failovers, sockets and blocked requests are on it."
  }

  assert {
    condition = length([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget
      if strcontains(jsonencode(widget), "alphawolf-test-cdn\",\"Rule\",\"ALL\"]")
    ]) == 1
    error_message = "CloudFront's web ACL is counted without a region."
  }
}

run "an_emulator_leaves_out_what_it_is_told_to" {
  command = plan
  variables {
    features = {
      access_analyzer             = false
      account_public_access_block = false
      config_guard                = false
      ebs_defaults                = false
      security_hub                = false
      sign_in_risk                = false
    }
    security = {
      github_repository  = "alphawolf/alphawolf"
      guardduty          = false
      key_deletion_days  = 7
      monthly_budget_usd = 1
    }
    deployment = { environment = "local", state = null }
  }

  assert {
    condition = (
      length(aws_accessanalyzer_analyzer.this) + length(aws_s3_account_public_access_block.this) + length(aws_config_config_rule.own) +
      length(aws_ebs_encryption_by_default.this) + length(aws_ebs_snapshot_block_public_access.this) + length(aws_securityhub_account.this) +
      length(aws_cognito_risk_configuration.this) + length(aws_guardduty_detector.this) + length(aws_guardduty_detector_feature.watched)
    ) == 0
    error_message = "Each switch takes away what it names."
  }

  assert {
    condition     = output.guardduty_detector_id == null
    error_message = "No detector was asked for."
  }
}

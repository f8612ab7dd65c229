# One row an alarm: which number, and when somebody should look. Percentages are of 1, durations as the metric has them.
locals {
  rest_api_dimensions = { ApiName = var.observed.rest_api.name, Stage = var.observed.rest_api.stage }
  service_dimensions  = { ClusterName = var.observed.ecs.cluster, ServiceName = var.observed.ecs.service }
  database_dimensions = { DBInstanceIdentifier = var.observed.database }
  function_names      = merge(var.observed.functions, { compliance_alert = local.compliance_alert })

  alarms = merge(
    {
      alerts-dead = {
        description = "An alert could not be delivered: somebody may be waiting for help."
        metric      = "AWS/SQS ApproximateNumberOfMessagesVisible Maximum"
        dimensions  = { QueueName = var.observed.queues.dead_letters }
        above       = 0
        minutes     = 1
      }
      alerts-late = {
        description = "An alert has waited a minute for its delivery."
        metric      = "AWS/SQS ApproximateAgeOfOldestMessage Maximum"
        dimensions  = { QueueName = var.observed.queues.alerts }
        above       = 60
        minutes     = 1
      }
      api-errors = {
        description = "More than one request in a hundred fails on our side."
        metric      = "AWS/ApiGateway 5XXError Average"
        dimensions  = local.rest_api_dimensions
        above       = 0.01
        minutes     = 5
      }
      api-slow = {
        description = "One request in a hundred takes longer than a second."
        metric      = "AWS/ApiGateway Latency p99"
        dimensions  = local.rest_api_dimensions
        above       = 1000
        minutes     = 5
      }
      api-busy = {
        description = "The API's tasks are near the end of their processors."
        metric      = "AWS/ECS CPUUtilization Average"
        dimensions  = local.service_dimensions
        above       = 80
        minutes     = 10
      }
      api-memory = {
        description = "The API's tasks are near the end of their memory."
        metric      = "AWS/ECS MemoryUtilization Maximum"
        dimensions  = local.service_dimensions
        above       = 90
        minutes     = 10
      }
      database-busy = {
        description = "The database is near the end of its processors."
        metric      = "AWS/RDS CPUUtilization Average"
        dimensions  = local.database_dimensions
        above       = 80
        minutes     = 10
      }
      database-full = {
        description = "Less than 5 GB of disk are left to the database."
        metric      = "AWS/RDS FreeStorageSpace Minimum"
        dimensions  = local.database_dimensions
        below       = 5368709120
        minutes     = 5
      }
      database-failover = {
        description = "The database moved to its standby, or could not."
        metric      = "AWS/Events TriggeredRules Sum"
        dimensions  = { RuleName = aws_cloudwatch_event_rule.incident["database-failover"].name }
        above       = 0
        minutes     = 1
      }
      intent-spills-over = {
        description = "process_intent ran out of warm copies: symbols wait for a cold start."
        metric      = "AWS/Lambda ProvisionedConcurrencySpilloverInvocations Sum"
        dimensions  = { FunctionName = var.observed.functions.process_intent, Resource = "${var.observed.functions.process_intent}:live" }
        above       = 0
        minutes     = 5
      }
      websocket-errors = {
        description = "The WebSocket API fails to reach its functions."
        metric      = "AWS/ApiGateway IntegrationError Sum"
        dimensions  = { ApiId = var.observed.websocket.id, Stage = var.observed.websocket.stage }
        above       = 5
        minutes     = 5
      }
    },
    local.text_alarms,
    { for key, name in local.function_names : "${replace(key, "_", "-")}-errors" => {
      description = "The function ${key} fails."
      metric      = "AWS/Lambda Errors Sum"
      dimensions  = { FunctionName = name }
      above       = 2
      minutes     = 5
    } },
    { for key, name in local.function_names : "${replace(key, "_", "-")}-throttled" => {
      description = "The function ${key} is called more often than its reserved concurrency allows."
      metric      = "AWS/Lambda Throttles Sum"
      dimensions  = { FunctionName = name }
      above       = 0
      minutes     = 5
    } },
  )
}

resource "aws_cloudwatch_metric_alarm" "operation" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = split(" ", each.value.metric)[0]
  metric_name         = split(" ", each.value.metric)[1]
  statistic           = startswith(split(" ", each.value.metric)[2], "p") ? null : split(" ", each.value.metric)[2]
  extended_statistic  = startswith(split(" ", each.value.metric)[2], "p") ? split(" ", each.value.metric)[2] : null
  dimensions          = each.value.dimensions
  comparison_operator = can(each.value.above) ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = try(each.value.above, each.value.below)
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = each.value.minutes > 1 ? ceil(each.value.minutes * 0.6) : 1
  treat_missing_data  = "notBreaching"

  alarm_actions             = [aws_sns_topic.alarms.arn]
  insufficient_data_actions = [aws_sns_topic.alarms.arn]
}

# What does not run sends no number: here silence is the alarm.
locals {
  silences = {
    api-gone = {
      description = "No task of the API runs."
      metric      = "ECS/ContainerInsights RunningTaskCount Minimum"
      dimensions  = local.service_dimensions
      period_s    = 60
    }
    escalate-gone = {
      description = "Nobody goes on with the calls that nobody has answered."
      metric      = "AWS/Lambda Invocations Sum"
      dimensions  = { FunctionName = var.observed.functions.escalate }
      period_s    = 60
    }
    # Clips are renewed ten days after they were: some nights may fail before any expires.
    speech-gone = {
      description = "Nobody renews the clips of speech that are in use: they will expire and be made again."
      metric      = "AWS/Lambda Invocations Sum"
      dimensions  = { FunctionName = var.observed.functions.speech }
      period_s    = 86400
    }
    watch-tasks-gone = {
      description = "Nobody looks at what is due of routines: missed steps raise no alert."
      metric      = "AWS/Lambda Invocations Sum"
      dimensions  = { FunctionName = var.observed.functions.watch_tasks }
      period_s    = 60
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "silence" {
  for_each = local.silences

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = split(" ", each.value.metric)[0]
  metric_name         = split(" ", each.value.metric)[1]
  statistic           = split(" ", each.value.metric)[2]
  dimensions          = each.value.dimensions
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = each.value.period_s
  evaluation_periods  = 3
  treat_missing_data  = "breaching"

  alarm_actions             = [aws_sns_topic.alarms.arn]
  insufficient_data_actions = [aws_sns_topic.alarms.arn]
}

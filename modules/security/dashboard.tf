locals {
  rest_api_metric  = ["ApiName", var.observed.rest_api.name, "Stage", var.observed.rest_api.stage]
  websocket_metric = ["ApiId", var.observed.websocket.id, "Stage", var.observed.websocket.stage]
  process_intent   = ["FunctionName", var.observed.functions.process_intent, "Resource", "${var.observed.functions.process_intent}:live"]
  by_route         = "{AWS/ApiGateway,ApiName,Method,Resource,Stage} ApiName=\"${var.observed.rest_api.name}\" MetricName=\"Latency\""

  # In reading order, two a row: a call for help first, then what it passes through.
  widgets = [
    {
      title = "Alerts waiting, and alerts nobody could deliver"
      stat  = "Maximum"
      metrics = [
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", var.observed.queues.alerts, { label = "waiting" }],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", var.observed.queues.dead_letters, { label = "dead letters" }],
        ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", var.observed.queues.alerts, { label = "oldest, s", yAxis = "right" }],
      ]
    },
    {
      title = "Open WebSockets: connected, messages, errors"
      stat  = "Sum"
      metrics = [
        concat(["AWS/ApiGateway", "ConnectCount"], local.websocket_metric),
        concat(["AWS/ApiGateway", "MessageCount"], local.websocket_metric),
        concat(["AWS/ApiGateway", "IntegrationError"], local.websocket_metric),
        concat(["AWS/ApiGateway", "ClientError"], local.websocket_metric),
      ]
    },
    {
      title   = "Latency of the API, ms: p50, p95, p99"
      stat    = "p50"
      metrics = [for stat in ["p50", "p95", "p99"] : concat(["AWS/ApiGateway", "Latency"], local.rest_api_metric, [{ label = stat, stat = stat }])]
    },
    {
      title = "Latency by route, ms: p50, p95, p99"
      stat  = "p99"
      metrics = [for stat in ["p50", "p95", "p99"] : [{
        expression = "SEARCH('${local.by_route}', '${stat}', 60)"
        label      = "${stat} $${PROP('Dim.Method')} $${PROP('Dim.Resource')}"
      }]]
    },
    {
      title = "Cache of the API: hits and misses"
      stat  = "Sum"
      metrics = [
        concat(["AWS/ApiGateway", "CacheHitCount"], local.rest_api_metric),
        concat(["AWS/ApiGateway", "CacheMissCount"], local.rest_api_metric),
      ]
    },
    {
      title = "Requests and errors of the API"
      stat  = "Sum"
      metrics = [
        concat(["AWS/ApiGateway", "Count"], local.rest_api_metric),
        concat(["AWS/ApiGateway", "4XXError"], local.rest_api_metric),
        concat(["AWS/ApiGateway", "5XXError"], local.rest_api_metric),
      ]
    },
    {
      title = "process_intent: warm copies in use, and calls that found none"
      stat  = "Sum"
      metrics = [
        concat(["AWS/Lambda", "ProvisionedConcurrencyUtilization"], local.process_intent, [{ stat = "Maximum", yAxis = "right" }]),
        concat(["AWS/Lambda", "ProvisionedConcurrencySpilloverInvocations"], local.process_intent),
      ]
    },
    {
      title   = "Failovers of the database"
      stat    = "Sum"
      metrics = [["AWS/Events", "TriggeredRules", "RuleName", aws_cloudwatch_event_rule.incident["database-failover"].name]]
    },
    {
      title = "Database: processor, connections, commit latency"
      stat  = "Average"
      metrics = [
        ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", var.observed.database],
        ["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", var.observed.database, { yAxis = "right" }],
        ["AWS/RDS", "WriteLatency", "DBInstanceIdentifier", var.observed.database, { yAxis = "right" }],
      ]
    },
    {
      title = "Requests that WAF blocked"
      stat  = "Sum"
      metrics = [
        for before, name in var.observed.web_acls :
        concat(["AWS/WAFV2", "BlockedRequests", "WebACL", name, "Rule", "ALL"], before == "cdn" ? [] : ["Region", local.region])
      ]
    },
  ]

  # Lambda counts no cold starts: they are read from the line it logs after each call.
  cold_starts = join(" | ", concat(
    [for name in values(local.function_names) : "SOURCE '/aws/lambda/${name}'"],
    ["filter @type = 'REPORT' and ispresent(@initDuration)", "stats count(*) as cold_starts, max(@initDuration) as slowest_ms by bin(5m)"],
  ))
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = concat(
      [for place, widget in local.widgets : {
        type   = "metric"
        x      = 12 * (place % 2)
        y      = 6 * floor(place / 2)
        width  = 12
        height = 6
        properties = {
          title   = widget.title
          stat    = widget.stat
          metrics = widget.metrics
          period  = 60
          region  = local.region
          view    = "timeSeries"
        }
      } if length(widget.metrics) > 0],
      [{
        type   = "log"
        x      = 0
        y      = 6 * ceil(length(local.widgets) / 2)
        width  = 24
        height = 6
        properties = {
          title  = "Cold starts of the functions"
          query  = local.cold_starts
          region = local.region
          view   = "timeSeries"
        }
      }],
    )
  })
}

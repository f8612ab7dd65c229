data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # The zip is one; a function is a handler in it, what it is told and what it may do.
  functions = {
    authorize = {
      description   = "Decides who may call the REST API and open a WebSocket."
      timeout_s     = 5
      uses_database = true
      environment   = local.identity_environment
    }
    connections = {
      description   = "Keeps the table of open WebSockets and answers their messages."
      timeout_s     = 5
      uses_database = true
      environment   = {}
    }
    dead_letters = {
      description   = "Records every alert that could not be delivered."
      timeout_s     = 10
      uses_database = true
      environment   = {}
    }
    deliver_alert = {
      description   = "Pushes an alert to its recipients' sockets and phones."
      timeout_s     = 10
      uses_database = true
      environment   = { CONNECTIONS_URL = var.notifications.connections_url }
    }
    process_intent = {
      description   = "Understands what a row of symbols means."
      timeout_s     = 3
      uses_database = false
      environment   = {}
    }
  }

  function_names = { for key, _ in local.functions : key => "${var.name}-${replace(key, "_", "-")}" }
  function_arns = {
    for key, name in local.function_names : key => join(":", [
      "arn", data.aws_partition.current.partition, "lambda", data.aws_region.current.name,
      data.aws_caller_identity.current.account_id, "function", name,
    ])
  }
}

resource "aws_lambda_function" "worker" {
  for_each = local.functions

  function_name    = local.function_names[each.key]
  description      = each.value.description
  role             = aws_iam_role.this[each.key].arn
  handler          = "workers.${each.key}.handler"
  runtime          = var.compute.lambda_runtime
  architectures    = [var.compute.lambda_architecture]
  memory_size      = var.compute.lambda_memory_mb
  timeout          = each.value.timeout_s
  filename         = var.artifacts.workers_zip
  source_code_hash = filebase64sha256(var.artifacts.workers_zip)
  publish          = true

  environment {
    variables = merge(
      { ENVIRONMENT = var.environment },
      each.value.uses_database ? local.function_database_environment : {},
      each.value.environment,
    )
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function[each.key].name
  }

  dynamic "vpc_config" {
    for_each = each.value.uses_database ? [var.network] : []

    content {
      subnet_ids         = vpc_config.value.private_subnet_ids
      security_group_ids = [vpc_config.value.security_group_ids.functions]
    }
  }

  # A function that may not yet make its network interface cannot be created.
  depends_on = [aws_iam_role_policy_attachment.this]
}

resource "aws_lambda_alias" "live" {
  for_each = aws_lambda_function.worker

  name             = "live"
  description      = "What every caller uses."
  function_name    = each.value.function_name
  function_version = each.value.version
}

# Nobody waits for a cold start between pressing a symbol and hearing it.
resource "aws_lambda_provisioned_concurrency_config" "process_intent" {
  count = var.compute.intent_provisioned_concurrency > 0 ? 1 : 0

  function_name                     = aws_lambda_alias.live["process_intent"].function_name
  qualifier                         = aws_lambda_alias.live["process_intent"].name
  provisioned_concurrent_executions = var.compute.intent_provisioned_concurrency
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # The zip is one; a function is a handler in it, what it is told and what it may do. Who calls an asynchronous one
  # does not wait for it, so what it cannot handle is told to operators instead.
  functions = {
    authorize = {
      description   = "Decides who may call the REST API and open a WebSocket."
      timeout_s     = 5
      uses_database = true
      asynchronous  = false
      environment   = local.identity_environment
    }
    connections = {
      description   = "Keeps the table of open WebSockets and answers their messages."
      timeout_s     = 5
      uses_database = true
      asynchronous  = false
      environment   = {}
    }
    dead_letters = {
      description   = "Records every alert that could not be delivered."
      timeout_s     = 10
      uses_database = true
      asynchronous  = false
      environment   = {}
    }
    deliver_alert = {
      description   = "Pushes an alert to its recipients' sockets and phones."
      timeout_s     = 10
      uses_database = true
      asynchronous  = false
      environment = {
        CONNECTIONS_URL = var.notifications.connections_url
        FIELD_KEY_ARN   = var.key_arns.fields
        TEXTS_A_DAY     = tostring(var.compute.texts.a_day)
        TEXT_REPLIES    = tostring(var.compute.texts.two_way)
      }
    }
    escalate = {
      description   = "Goes on to the next caregivers until somebody answers a call."
      timeout_s     = 60
      uses_database = true
      asynchronous  = true
      environment = merge(
        {
          CONNECTIONS_URL   = var.notifications.connections_url
          CONTACT_TEST_DAYS = tostring(var.compute.texts.contact_test_days)
        },
        { for name, url in { HEARTBEAT_URL = var.compute.heartbeat_url } : name => url if url != null },
      )
    }
    maintain_partitions = {
      description   = "Makes the coming months of the log and drops those kept long enough."
      timeout_s     = 60
      uses_database = true
      asynchronous  = true
      environment   = { LOG_RETENTION_MONTHS = tostring(var.compute.usage_log_months) }
    }
    process_intent = {
      description   = "Understands what a row of symbols means."
      timeout_s     = 3
      uses_database = false
      asynchronous  = false
      environment   = {}
    }
    rotate_secret = {
      description   = "Gives the roles of PostgreSQL new passwords."
      timeout_s     = 30
      uses_database = true
      asynchronous  = true
      environment = merge(local.direct_database_environment.functions, {
        DATABASE_OWNER_SECRET_ARN = var.database.owner_secret_arn
        DATABASE_SECRET_ARN       = var.database.app_secret_arn
      })
    }
    sms_receipt = {
      description   = "Notes what became of text messages."
      timeout_s     = 30
      uses_database = true
      asynchronous  = false # but is: its failures hold telephone numbers and have a queue of their own (text_receipts.tf)
      environment   = {}
    }
    sms_reply = {
      description   = "Does what caregivers answer to text messages."
      timeout_s     = 10
      uses_database = true
      asynchronous  = false
      environment   = { FIELD_KEY_ARN = var.key_arns.fields }
    }
    # Thousands of clips are copied onto themselves in one night; one that is cut short goes on the next.
    speech = {
      description   = "Says what is to be heard, and each night renews the clips in use."
      timeout_s     = 300
      uses_database = true
      asynchronous  = true
      environment = {
        FIELD_KEY_ARN = var.key_arns.fields
        SPEECH_BUCKET = var.speech_bucket.name
      }
    }
    watch_tasks = {
      description   = "Reminds of what is to be done, and raises the alert of a step that was missed."
      timeout_s     = 60
      uses_database = true
      asynchronous  = true
      environment   = { CONNECTIONS_URL = var.notifications.connections_url }
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
  #checkov:skip=CKV_AWS_116:A queue's redrive policy, the waiting caller or the failure destination below keeps what fails
  #checkov:skip=CKV_AWS_272:The plan that a person approves names the hash of the zip; the same pipeline would sign it
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
  kms_key_arn      = var.key_arns.functions
  publish          = true

  # A share of the account's concurrency that nobody else can use up, and a bound on database connections.
  reserved_concurrent_executions = var.compute.reserved_concurrency[each.key]

  environment {
    variables = merge(
      { ENVIRONMENT = var.operations.environment },
      each.value.uses_database ? local.database_environment.functions : {},
      each.value.environment,
    )
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function[each.key].name
  }

  tracing_config {
    mode = "Active"
  }

  # Where nothing needs the network, a group without rules keeps what a person said from leaving by it.
  vpc_config {
    subnet_ids         = var.network.private_subnet_ids
    security_group_ids = [each.value.uses_database ? var.network.security_group_ids.functions : var.network.security_group_ids.intents]
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

  lifecycle {
    # Application Auto Scaling moves it during the day (autoscaling.tf).
    ignore_changes = [provisioned_concurrent_executions]
  }
}

resource "aws_lambda_function_event_invoke_config" "asynchronous" {
  for_each = { for key, function in local.functions : key => function if function.asynchronous }

  function_name = aws_lambda_function.worker[each.key].function_name
  # Settings hold for what is called by the same name alone: rotation's caller takes no alias, a schedule takes one.
  qualifier                    = contains(keys(local.schedules), each.key) ? aws_lambda_alias.live[each.key].name : null
  maximum_event_age_in_seconds = try(local.schedules[each.key].patience_s, 3600)
  maximum_retry_attempts       = try(local.schedules[each.key].retries, 2)

  destination_config {
    on_failure {
      destination = var.operations.alarm_topic_arn
    }
  }
}

# Secrets Manager calls the function itself, not an alias, and for these secrets alone.
resource "aws_lambda_permission" "rotation" {
  for_each = { app = var.database.app_secret_arn, owner = var.database.owner_secret_arn }

  statement_id   = "Rotate${title(each.key)}"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.worker["rotate_secret"].function_name
  principal      = "secretsmanager.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
  source_arn     = each.value
}

# What each process is told. The names are the contract between this stack and the programs.
locals {
  database_environment = {
    DATABASE_HOSTS   = join(",", var.database.hosts)
    DATABASE_NAME    = var.database.name
    DATABASE_SSLMODE = var.database.sslmode
  }

  identity_environment = {
    COGNITO_POOLS = jsonencode(var.user_pools)
  }

  function_database_environment = merge(local.database_environment, {
    DATABASE_SECRET_ARN = var.database.app_secret_arn
  })

  api_environment = merge(local.database_environment, local.identity_environment, {
    ALERTS_TOPIC_ARN  = var.alerts.topic_arn
    AWS_REGION        = data.aws_region.current.name
    ENVIRONMENT       = var.environment
    FIELD_KEY_ARN     = var.key_arns.fields
    HOST              = var.api.host
    INTENT_FUNCTION   = aws_lambda_alias.live["process_intent"].arn
    NOTIFICATIONS_URL = var.notifications.url
    OUTBOX_RELAY      = "on"
    PORT              = tostring(var.api.port)
  })
}

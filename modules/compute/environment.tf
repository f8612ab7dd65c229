# What each process is told. The names are the contract between this stack and the programs.
locals {
  # RDS signs with authorities of its own: the zip and the image carry them (docs/decisions/0020). Its proxy shows a
  # certificate of Amazon's public ones, which every system knows.
  ca_files = { functions = "/var/task/rds-ca.pem", tasks = "/app/rds-ca.pem" }

  # Whoever signs in as the owner, or as a user whose turn is yet to come: the proxy knows neither.
  direct_database_environment = {
    for process, file in local.ca_files : process => merge(
      {
        DATABASE_HOSTS   = join(",", var.database.direct_hosts)
        DATABASE_NAME    = var.database.name
        DATABASE_SSLMODE = var.database.sslmode
      },
      var.database.sslmode == "verify-full" ? { DATABASE_CA_FILE = file } : {},
    )
  }

  database_environment = {
    for process, direct in local.direct_database_environment : process => merge(
      { for name, value in direct : name => value if !(var.database.proxied && name == "DATABASE_CA_FILE") },
      {
        DATABASE_HOSTS      = join(",", var.database.hosts)
        DATABASE_SECRET_ARN = var.database.app_secret_arn
      },
    )
  }

  identity_environment = {
    COGNITO_POOLS = jsonencode(var.user_pools)
  }

  api_environment = merge(local.database_environment.tasks, local.identity_environment, local.intent_provider_environment, {
    ALERTS_TOPIC_ARN  = var.alerts.topic_arn
    AWS_REGION        = data.aws_region.current.name
    ENVIRONMENT       = var.operations.environment
    FIELD_KEY_ARN     = var.key_arns.fields
    HOST              = var.api.host
    INTENT_FUNCTION   = aws_lambda_alias.live["process_intent"].arn
    NOTIFICATIONS_URL = var.notifications.url
    OUTBOX_RELAY      = "on"
    PORT              = tostring(var.api.port)
    SPEECH_BUCKET     = var.speech_bucket.name
    SPEECH_VOICE      = var.compute.speech_voice
  }, { for name, url in { REST_URL = var.api.stage.purge_url } : name => url if url != null })
}

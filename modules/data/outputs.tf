output "alerts_dead_letter_queue" {
  description = "Queue of alerts that could not be delivered: arn, url, visibility_timeout_s."
  value = {
    arn                  = aws_sqs_queue.alerts_dead_letters.arn
    url                  = aws_sqs_queue.alerts_dead_letters.url
    visibility_timeout_s = local.alerts_visibility_timeout_s
  }
}

output "alerts_queue" {
  description = "Queue that feeds the delivery function: arn, url, visibility_timeout_s."
  value = {
    arn                  = aws_sqs_queue.alerts.arn
    url                  = aws_sqs_queue.alerts.url
    visibility_timeout_s = local.alerts_visibility_timeout_s
  }
}

output "alerts_topic_arn" {
  description = "Topic to which the API's outbox publishes alerts."
  value       = aws_sns_topic.alerts.arn
}

output "database" {
  description = "PostgreSQL: name, host:port endpoint, and the secrets of its owner and application roles."
  value = {
    name             = local.database_name
    endpoint         = aws_db_instance.this.endpoint
    owner_secret_arn = aws_secretsmanager_secret.user["owner"].arn
    app_secret_arn   = aws_secretsmanager_secret.user["app"].arn
  }

  # Whoever reads the secrets needs them filled.
  depends_on = [aws_secretsmanager_secret_version.user]
}

output "speech_bucket" {
  description = "Bucket of synthesized speech clips."
  value       = aws_s3_bucket.speech.bucket
}

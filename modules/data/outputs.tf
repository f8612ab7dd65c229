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

output "database_endpoint" {
  description = "Where PostgreSQL answers: host:port."
  value       = aws_db_instance.this.endpoint
}

# Apart from the database, so that nothing that only reads a secret waits for an instance.
output "database_secret_arns" {
  description = "Secrets with the username and password of each PostgreSQL role: owner and app."
  value       = { for role, version in aws_secretsmanager_secret_version.role : role => version.arn }
}

output "speech_bucket" {
  description = "Bucket of synthesized speech clips."
  value       = aws_s3_bucket.speech.bucket
}

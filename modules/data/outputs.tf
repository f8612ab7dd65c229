output "access_logs_bucket" {
  description = "Bucket that access logs are delivered to: name, arn, domain_name."
  value       = local.bucket_outputs.access_logs

  # AWS refuses to deliver to a bucket whose policy does not let it.
  depends_on = [aws_s3_bucket_policy.records, aws_s3_bucket_ownership_controls.this]
}

output "alerts_dead_letter_queue" {
  description = "Queue of alerts that could not be delivered: arn, url, name, visibility_timeout_s."
  value = {
    arn                  = aws_sqs_queue.alerts_dead_letters.arn
    url                  = aws_sqs_queue.alerts_dead_letters.url
    name                 = aws_sqs_queue.alerts_dead_letters.name
    visibility_timeout_s = local.alerts_visibility_timeout_s
  }
}

output "alerts_queue" {
  description = "Queue that feeds the delivery function: arn, url, name, visibility_timeout_s."
  value = {
    arn                  = aws_sqs_queue.alerts.arn
    url                  = aws_sqs_queue.alerts.url
    name                 = aws_sqs_queue.alerts.name
    visibility_timeout_s = local.alerts_visibility_timeout_s
  }
}

output "alerts_topic_arn" {
  description = "Topic to which the API's outbox publishes alerts."
  value       = aws_sns_topic.alerts.arn
}

output "art_bucket" {
  description = "Bucket of symbol art: name, arn, domain_name."
  value       = local.bucket_outputs.art
}

output "audit_bucket" {
  description = "Bucket of locked audit records: name, arn, domain_name."
  value       = local.bucket_outputs.audit

  # A trail checks that it may write before it is made.
  depends_on = [aws_s3_bucket_policy.records, aws_s3_bucket_object_lock_configuration.audit]
}

output "config_bucket" {
  description = "Bucket of AWS Config's records, which AWS Config takes only without an object lock: name, arn, domain_name."
  value       = local.bucket_outputs.config

  # AWS Config checks that it may write when its channel is made.
  depends_on = [aws_s3_bucket_policy.records]
}

output "database_endpoint" {
  description = "Where PostgreSQL answers, through its proxy where there is one: host:port."
  value       = var.data.proxy ? "${aws_db_proxy.this[0].endpoint}:${var.database.port}" : aws_db_instance.this.endpoint
}

output "database_direct_endpoint" {
  description = "Where the instance itself answers, for whoever its proxy does not know: host:port."
  value       = aws_db_instance.this.endpoint
}

output "database_identifier" {
  description = "Name of the instance, as metrics and events call it."
  value       = aws_db_instance.this.identifier
}

# Apart from the database, so that nothing that only reads a secret waits for an instance.
output "database_secret_arns" {
  description = "Secrets with the username and password of each PostgreSQL role: owner and app."
  value       = { for role, version in aws_secretsmanager_secret_version.role : role => version.arn }
}

output "speech_bucket" {
  description = "Bucket of synthesized speech clips: name, arn, domain_name."
  value       = local.bucket_outputs.speech
}

output "text_replies" {
  description = "Way of what caregivers answer to texts: topic_arn, the queue behind it (arn, visibility_timeout_s), the dead_letter_queue of texts (arn, name)."
  value = {
    topic_arn         = aws_sns_topic.text_replies.arn
    queue             = { arn = aws_sqs_queue.text_replies.arn, visibility_timeout_s = local.text_replies_visibility_timeout_s }
    dead_letter_queue = { arn = aws_sqs_queue.texts_dead_letters.arn, name = aws_sqs_queue.texts_dead_letters.name }
  }
}

locals {
  bucket_outputs = {
    for name, bucket in aws_s3_bucket.this : name => {
      name        = bucket.bucket
      arn         = bucket.arn
      domain_name = bucket.bucket_regional_domain_name
    }
  }
}

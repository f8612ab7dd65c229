locals {
  # How long a failed alert waits for its next try: as short as the delivery function's timeout
  # allows, because somebody is waiting.
  alerts_visibility_timeout_s = 30
}

resource "aws_sqs_queue" "alerts" {
  name                       = "${var.name}-alerts"
  kms_master_key_id          = var.key_arns.messages
  message_retention_seconds  = 4 * 24 * 3600
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = local.alerts_visibility_timeout_s
}

resource "aws_sqs_queue_redrive_policy" "alerts" {
  queue_url = aws_sqs_queue.alerts.id

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.alerts_dead_letters.arn
    maxReceiveCount     = var.data.max_receive_count
  })
}

resource "aws_sqs_queue_policy" "alerts" {
  queue_url = aws_sqs_queue.alerts.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TopicSends"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.alerts.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.alerts.arn } }
      }, {
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.alerts.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_sqs_queue" "alerts_dead_letters" {
  name                       = "${var.name}-alerts-dead-letters"
  kms_master_key_id          = var.key_arns.messages
  message_retention_seconds  = 14 * 24 * 3600
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = local.alerts_visibility_timeout_s
}

resource "aws_sqs_queue_redrive_allow_policy" "alerts_dead_letters" {
  queue_url = aws_sqs_queue.alerts_dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.alerts.arn]
  })
}

resource "aws_sqs_queue_policy" "alerts_dead_letters" {
  queue_url = aws_sqs_queue.alerts_dead_letters.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.alerts_dead_letters.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

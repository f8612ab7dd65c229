# What caregivers answer to text messages. Whoever makes a number two-way names this topic (docs/runbooks/two-way-texts.md).
locals {
  # As long as for alerts: whoever answers is on the way, and the others wait to hear it.
  text_replies_visibility_timeout_s = 30
}

resource "aws_sns_topic" "text_replies" {
  name              = "${var.name}-text-replies"
  kms_master_key_id = var.key_arns.messages
}

resource "aws_sns_topic_policy" "text_replies" {
  arn = aws_sns_topic.text_replies.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OwnNumbersPublish"
      Effect    = "Allow"
      Principal = { Service = "sms-voice.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.text_replies.arn
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      }, {
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.text_replies.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_sqs_queue" "text_replies" {
  name                       = "${var.name}-text-replies"
  kms_master_key_id          = var.key_arns.messages
  message_retention_seconds  = 4 * 24 * 3600
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = local.text_replies_visibility_timeout_s
}

resource "aws_sqs_queue_redrive_policy" "text_replies" {
  queue_url = aws_sqs_queue.text_replies.id

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.texts_dead_letters.arn
    maxReceiveCount     = var.data.max_receive_count
  })
}

resource "aws_sqs_queue_policy" "text_replies" {
  queue_url = aws_sqs_queue.text_replies.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TopicSends"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.text_replies.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.text_replies.arn } }
      }, {
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.text_replies.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_sns_topic_subscription" "text_replies_to_queue" {
  topic_arn            = aws_sns_topic.text_replies.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.text_replies.arn
  raw_message_delivery = false

  # A message published before the policy exists would be refused by the queue.
  depends_on = [aws_sqs_queue_policy.text_replies]
}

# Answers that no receive could act on, and receipts that could not be saved: both hold telephone numbers, so they wait
# here under our key and are told to nobody.
resource "aws_sqs_queue" "texts_dead_letters" {
  name                       = "${var.name}-texts-dead-letters"
  kms_master_key_id          = var.key_arns.messages
  message_retention_seconds  = 14 * 24 * 3600
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = local.text_replies_visibility_timeout_s
}

resource "aws_sqs_queue_redrive_allow_policy" "texts_dead_letters" {
  queue_url = aws_sqs_queue.texts_dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.text_replies.arn]
  })
}

resource "aws_sqs_queue_policy" "texts_dead_letters" {
  queue_url = aws_sqs_queue.texts_dead_letters.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.texts_dead_letters.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

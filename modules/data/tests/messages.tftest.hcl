mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  name = "alphawolf-test"
  data = {
    engine_version        = "16.4"
    instance_class        = "db.m7g.large"
    allocated_storage_gb  = 200
    multi_az              = true
    read_replica          = false
    proxy                 = false
    backup_retention_days = 35
    deletion_protection   = true
    speech_expiry_days    = 30
    audit_lock_days       = 2192
    max_receive_count     = 3
  }
  database        = { name = "alphawolf", port = 5432 }
  features        = { backup_vault_lock = true, database_log_watch = true }
  boundary_arn    = "arn:aws:iam::123456789012:policy/boundary"
  fresh_passwords = { app = "drawn-for-the-app", owner = "drawn-for-the-owner" }
  owner_password  = "kept-in-the-secret"
  key_arns = {
    art      = "arn:aws:kms:us-east-1:123456789012:key/art"
    audit    = "arn:aws:kms:us-east-1:123456789012:key/audit"
    backup   = "arn:aws:kms:us-east-1:123456789012:key/backup"
    database = "arn:aws:kms:us-east-1:123456789012:key/database"
    logs     = "arn:aws:kms:us-east-1:123456789012:key/logs"
    messages = "arn:aws:kms:us-east-1:123456789012:key/messages"
    secrets  = "arn:aws:kms:us-east-1:123456789012:key/secrets"
    speech   = "arn:aws:kms:us-east-1:123456789012:key/speech"
  }
  log_retention_days    = 400
  distribution_arns     = ["arn:aws:cloudfront::123456789012:distribution/EART"]
  rotation_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
  network               = { subnet_ids = ["subnet-a", "subnet-b", "subnet-c"], security_group_id = "sg-database" }
}

run "as_it_is_given" {
  command = plan

  # No queue and no topic is unencrypted.
  assert {
    condition = alltrue([
      for key in [aws_sqs_queue.alerts.kms_master_key_id, aws_sqs_queue.alerts_dead_letters.kms_master_key_id, aws_sns_topic.alerts.kms_master_key_id] : key == var.key_arns.messages
    ])
    error_message = "All three use the messages' key."
  }

  # Plain http is denied.
  assert {
    condition = alltrue([
      for policy in [aws_sqs_queue_policy.alerts.policy, aws_sqs_queue_policy.alerts_dead_letters.policy, aws_sns_topic_policy.alerts.policy] : anytrue([
        for statement in jsondecode(policy).Statement : statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
      ])
    ])
    error_message = "Policies of both queues and of the topic deny what is not TLS."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_sqs_queue_policy.alerts.policy).Statement :
      statement.Condition.ArnEquals["aws:SourceArn"] == aws_sns_topic.alerts.arn if statement.Effect == "Allow"
    ])
    error_message = "Only the topic may send to the queue."
  }

  # What fails three times waits for two weeks.
  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_policy.alerts.redrive_policy) == { deadLetterTargetArn = aws_sqs_queue.alerts_dead_letters.arn, maxReceiveCount = 3 }
    error_message = "The third failure sends a message to the dead letters."
  }

  assert {
    condition     = aws_sqs_queue.alerts_dead_letters.message_retention_seconds == 14 * 24 * 3600 && aws_sqs_queue.alerts_dead_letters.message_retention_seconds > aws_sqs_queue.alerts.message_retention_seconds
    error_message = "Dead letters are kept for 14 days, longer than the queue keeps anything."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_allow_policy.alerts_dead_letters.redrive_allow_policy) == { redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.alerts.arn] }
    error_message = "No other queue may use the dead letters."
  }

  # The topic feeds the queue with its envelope.
  assert {
    condition     = aws_sns_topic_subscription.alerts_to_queue.endpoint == aws_sqs_queue.alerts.arn && !aws_sns_topic_subscription.alerts_to_queue.raw_message_delivery
    error_message = "The envelope carries the time at which the topic took the message."
  }

  # What is answered to texts goes a way of its own, as well kept.
  assert {
    condition = alltrue([
      for key in [aws_sqs_queue.text_replies.kms_master_key_id, aws_sqs_queue.texts_dead_letters.kms_master_key_id, aws_sns_topic.text_replies.kms_master_key_id] : key == var.key_arns.messages
      ]) && alltrue([
      for policy in [aws_sqs_queue_policy.text_replies.policy, aws_sqs_queue_policy.texts_dead_letters.policy, aws_sns_topic_policy.text_replies.policy] : anytrue([
        for statement in jsondecode(policy).Statement : statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
      ])
    ])
    error_message = "Numbers and words of caregivers are encrypted at rest and on the wire."
  }

  assert {
    condition = [for statement in jsondecode(aws_sns_topic_policy.text_replies.policy).Statement : [statement.Principal.Service, statement.Condition.StringEquals["aws:SourceAccount"]] if statement.Effect == "Allow"] == [
      ["sms-voice.amazonaws.com", "123456789012"],
    ]
    error_message = "Numbers of this account alone may say what was texted to them."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_sqs_queue_policy.text_replies.policy).Statement :
      statement.Condition.ArnEquals["aws:SourceArn"] == aws_sns_topic.text_replies.arn if statement.Effect == "Allow"
    ])
    error_message = "Only the topic may send to the queue."
  }

  assert {
    condition = (
      jsondecode(aws_sqs_queue_redrive_policy.text_replies.redrive_policy) == { deadLetterTargetArn = aws_sqs_queue.texts_dead_letters.arn, maxReceiveCount = 3 }
      && jsondecode(aws_sqs_queue_redrive_allow_policy.texts_dead_letters.redrive_allow_policy) == { redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.text_replies.arn] }
      && aws_sqs_queue.texts_dead_letters.message_retention_seconds == 14 * 24 * 3600
      && aws_sns_topic_subscription.text_replies_to_queue.endpoint == aws_sqs_queue.text_replies.arn
      && !aws_sns_topic_subscription.text_replies_to_queue.raw_message_delivery
    )
    error_message = "An answer that cannot be acted on three times waits two weeks."
  }
}

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_db_instance" {
    defaults = { endpoint = "database.example:5432" }
  }

  mock_resource "aws_secretsmanager_secret_version" {
    defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:user" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:us-east-1:123456789012:alerts" }
  }

  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:us-east-1:123456789012:queue" }
  }
}

variables {
  name = "alphawolf-test"
  data = {
    engine_version        = "16.4"
    instance_class        = "db.t4g.micro"
    allocated_storage_gb  = 20
    multi_az              = true
    backup_retention_days = 7
    deletion_protection   = true
    speech_expiry_days    = 30
    max_receive_count     = 3
  }
  database          = { name = "alphawolf", port = 5432 }
  security_group_id = "sg-database"
  fresh_passwords   = { app = "drawn-for-the-app", owner = "drawn-for-the-owner" }
  owner_password    = "kept-in-the-secret"
  subnet_ids        = ["subnet-a", "subnet-b"]
  key_arns = {
    database = "arn:aws:kms:us-east-1:123456789012:key/database"
    messages = "arn:aws:kms:us-east-1:123456789012:key/messages"
    secrets  = "arn:aws:kms:us-east-1:123456789012:key/secrets"
    speech   = "arn:aws:kms:us-east-1:123456789012:key/speech"
  }
}

run "the_database_is_encrypted_and_private" {
  command = plan

  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == var.key_arns.database && !aws_db_instance.this.publicly_accessible
    error_message = "Storage is under the database's key and nothing outside the VPC sees it."
  }

  assert {
    condition     = aws_db_instance.this.engine == "postgres" && aws_db_instance.this.engine_version == "16.4" && aws_db_instance.this.multi_az
    error_message = "PostgreSQL 16 with a standby in another zone."
  }

  assert {
    condition     = aws_db_instance.this.vpc_security_group_ids == toset(["sg-database"]) && aws_db_instance.this.db_subnet_group_name == "alphawolf-test-database" && aws_db_instance.this.port == 5432
    error_message = "It stands in the database subnets, behind the database's group."
  }

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }["rds.force_ssl"] == "1" && aws_db_parameter_group.this.family == "postgres16"
    error_message = "No connection without TLS."
  }

  assert {
    condition = alltrue([
      for name, value in { log_statement = "none", log_parameter_max_length = "0", log_min_error_statement = "panic", log_error_verbosity = "terse" } :
      { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }[name] == value
    ])
    error_message = "Neither statements nor their values reach the logs."
  }
}

run "what_is_protected_is_not_deleted_by_accident" {
  command = plan

  assert {
    condition = (
      aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot && !aws_db_instance.this.delete_automated_backups
      && aws_db_instance.this.final_snapshot_identifier == "alphawolf-test-database-final"
      && alltrue([for secret in aws_secretsmanager_secret.role : secret.recovery_window_in_days == 30])
      && !aws_s3_bucket.speech.force_destroy
    )
    error_message = "Database, secrets and bucket can all be brought back."
  }
}

run "what_is_for_trying_can_be_taken_away" {
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = false, backup_retention_days = 7, deletion_protection = false, speech_expiry_days = 12, max_receive_count = 5 }
  }

  assert {
    condition = (
      !aws_db_instance.this.deletion_protection && aws_db_instance.this.skip_final_snapshot && !aws_db_instance.this.multi_az
      && alltrue([for secret in aws_secretsmanager_secret.role : secret.recovery_window_in_days == 0])
      && aws_s3_bucket.speech.force_destroy
    )
    error_message = "Nothing is left behind."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.speech.rule[0].expiration[0].days == 12 && jsondecode(aws_sqs_queue_redrive_policy.alerts.redrive_policy).maxReceiveCount == 5
    error_message = "Expiry and receives are the environment's to choose."
  }
}

run "passwords_are_drawn_apart_and_kept_out_of_the_state" {
  assert {
    condition = { for role, secret in aws_secretsmanager_secret.role : role => [secret.name, secret.kms_key_id] } == {
      app   = ["alphawolf-test-database-app", var.key_arns.secrets]
      owner = ["alphawolf-test-database-owner", var.key_arns.secrets]
    }
    error_message = "One secret a role, under the secrets' key."
  }

  assert {
    condition     = alltrue([for version in aws_secretsmanager_secret_version.role : version.secret_string == null && version.secret_string_wo == null && version.secret_string_wo_version == 1])
    error_message = "A password is written, never kept."
  }

  assert {
    condition     = aws_db_instance.this.password == null && aws_db_instance.this.password_wo == null && aws_db_instance.this.password_wo_version == 1
    error_message = "The database's password is written, never kept."
  }
}

run "clips_are_private_encrypted_and_short_lived" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.speech.block_public_acls, aws_s3_bucket_public_access_block.speech.block_public_policy,
      aws_s3_bucket_public_access_block.speech.ignore_public_acls, aws_s3_bucket_public_access_block.speech.restrict_public_buckets,
    ])
    error_message = "No clip is ever public."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.speech.rule[0].expiration[0].days == 30 && aws_s3_bucket_lifecycle_configuration.speech.rule[0].status == "Enabled"
    error_message = "A clip that nobody refreshes is gone after 30 days."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.speech.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.key_arns.speech
    error_message = "Clips are under their own key."
  }

  assert {
    condition     = aws_s3_bucket.speech.bucket == "alphawolf-test-speech-123456789012" && output.speech_bucket == aws_s3_bucket.speech.bucket
    error_message = "The name is the account's own."
  }
}

run "an_alert_goes_from_the_topic_to_the_queue_and_on_failure_to_the_dead_letters" {
  override_resource {
    target = aws_sqs_queue.alerts
    values = { arn = "arn:aws:sqs:us-east-1:123456789012:alerts" }
  }

  override_resource {
    target = aws_sqs_queue.alerts_dead_letters
    values = { arn = "arn:aws:sqs:us-east-1:123456789012:dead" }
  }

  assert {
    condition     = aws_sns_topic_subscription.alerts_to_queue.topic_arn == aws_sns_topic.alerts.arn && aws_sns_topic_subscription.alerts_to_queue.endpoint == aws_sqs_queue.alerts.arn && aws_sns_topic_subscription.alerts_to_queue.protocol == "sqs"
    error_message = "The topic feeds the queue."
  }

  assert {
    condition     = aws_sns_topic_subscription.alerts_to_queue.raw_message_delivery == false
    error_message = "The envelope carries the time of publishing."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_policy.alerts.redrive_policy) == { deadLetterTargetArn = aws_sqs_queue.alerts_dead_letters.arn, maxReceiveCount = 3 }
    error_message = "Three receives, then the dead letters."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_allow_policy.alerts_dead_letters.redrive_allow_policy) == { redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.alerts.arn] }
    error_message = "Only the alerts queue may send its dead letters there."
  }

  assert {
    condition     = alltrue([for queue in [aws_sqs_queue.alerts, aws_sqs_queue.alerts_dead_letters] : queue.kms_master_key_id == var.key_arns.messages]) && aws_sns_topic.alerts.kms_master_key_id == var.key_arns.messages
    error_message = "Topic and queues are under the messages' key."
  }

  assert {
    condition = jsondecode(aws_sqs_queue_policy.alerts.policy).Statement[0] == {
      Sid       = "TopicSends"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.alerts.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.alerts.arn } }
    }
    error_message = "Only this topic sends to the queue."
  }

  assert {
    condition = alltrue([
      for policy in [aws_s3_bucket_policy.speech.policy, aws_sns_topic_policy.alerts.policy, aws_sqs_queue_policy.alerts.policy, aws_sqs_queue_policy.alerts_dead_letters.policy] :
      length([for statement in jsondecode(policy).Statement : statement if statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false" && statement.Principal == "*"]) == 1
    ])
    error_message = "Bucket, topic and queues refuse whatever does not come by TLS."
  }

  assert {
    condition     = output.alerts_queue.arn == aws_sqs_queue.alerts.arn && output.alerts_dead_letter_queue.arn == aws_sqs_queue.alerts_dead_letters.arn && output.alerts_queue.visibility_timeout_s == 30
    error_message = "The outputs name the right queue each."
  }

  assert {
    condition     = toset(keys(output.database_secret_arns)) == toset(["app", "owner"]) && output.database_endpoint == "database.example:5432"
    error_message = "The outputs say where the database is and who may use it."
  }
}

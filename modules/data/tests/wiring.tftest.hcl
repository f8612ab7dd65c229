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

  # The database is private encrypted watched and kept.
  assert {
    condition = alltrue([
      aws_db_instance.this.multi_az,
      !aws_db_instance.this.publicly_accessible,
      aws_db_instance.this.vpc_security_group_ids == toset(["sg-database"]),
      aws_db_instance.this.iam_database_authentication_enabled,
    ])
    error_message = "Two zones, no public address, the database's own security group, IAM authentication."
  }

  assert {
    condition = alltrue([
      aws_db_instance.this.storage_encrypted,
      aws_db_instance.this.kms_key_id == var.key_arns.database,
      aws_db_instance.this.performance_insights_enabled,
      aws_db_instance.this.performance_insights_kms_key_id == var.key_arns.database,
    ])
    error_message = "Storage and Performance Insights are encrypted with the database's key."
  }

  assert {
    condition = alltrue([
      aws_db_instance.this.monitoring_interval == 60,
      aws_db_instance.this.monitoring_role_arn == aws_iam_role.monitoring.arn,
      aws_db_instance.this.enabled_cloudwatch_logs_exports == toset(["postgresql", "upgrade"]),
    ])
    error_message = "Enhanced monitoring and both logs are on."
  }

  assert {
    condition = alltrue([
      aws_db_instance.this.deletion_protection,
      !aws_db_instance.this.skip_final_snapshot,
      aws_db_instance.this.copy_tags_to_snapshot,
      aws_db_instance.this.backup_retention_period == 35,
      !aws_db_instance.this.delete_automated_backups,
    ])
    error_message = "It cannot be deleted by mistake, and any second of 35 days comes back."
  }

  assert {
    condition     = aws_db_instance.this.auto_minor_version_upgrade && !aws_db_instance.this.allow_major_version_upgrade
    error_message = "Minor versions come by themselves, major ones never."
  }

  # Logs hold no values and privileged work is written down.
  assert {
    condition = alltrue([
      for name, value in {
        "rds.force_ssl"                     = "1"
        "log_statement"                     = "none"
        "log_min_duration_statement"        = "-1"
        "log_min_error_statement"           = "panic"
        "log_error_verbosity"               = "terse"
        "log_parameter_max_length"          = "0"
        "log_parameter_max_length_on_error" = "0"
        "pgaudit.log"                       = "ddl,role"
        "pgaudit.log_parameter"             = "0"
      } : { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }[name] == value
    ])
    error_message = "TLS only; no statement and no value in any log; pgaudit for structure and roles."
  }

  assert {
    condition     = [for p in aws_db_parameter_group.this.parameter : p.apply_method if p.name == "shared_preload_libraries"] == ["pending-reboot"]
    error_message = "pgaudit is loaded when the server starts."
  }

  assert {
    condition     = keys(aws_cloudwatch_log_group.database) == ["alphawolf-test-database/postgresql", "alphawolf-test-database/upgrade"] && alltrue([for group in merge(aws_cloudwatch_log_group.database, { monitoring = aws_cloudwatch_log_group.monitoring }) : group.kms_key_id == var.key_arns.logs && group.retention_in_days == 400])
    error_message = "RDS finds its log groups made, encrypted and with an end."
  }

  # Passwords are written and never kept.
  assert {
    condition     = aws_db_instance.this.password == null && aws_db_instance.this.password_wo == null && aws_db_instance.this.password_wo_version == 1
    error_message = "The database's password is in no state."
  }

  assert {
    condition     = alltrue([for version in aws_secretsmanager_secret_version.role : version.secret_string == null && version.secret_string_wo == null && version.secret_string_wo_version == 1])
    error_message = "Nor is a secret's."
  }

  assert {
    condition     = alltrue([for version in aws_secretsmanager_secret_version.role : contains(version.version_stages, "FIRST")])
    error_message = "The first version keeps a label, so that Terraform never makes it anew."
  }

  assert {
    condition = { for role, secret in aws_secretsmanager_secret.role : role => [secret.name, secret.kms_key_id] } == {
      app   = ["alphawolf-test-database-app", var.key_arns.secrets]
      owner = ["alphawolf-test-database-owner", var.key_arns.secrets]
    }
    error_message = "One secret a role, under the secrets' key."
  }

  # What is protected can all be brought back.
  assert {
    condition = alltrue([
      aws_db_instance.this.final_snapshot_identifier == "alphawolf-test-database-final",
      alltrue([for secret in aws_secretsmanager_secret.role : secret.recovery_window_in_days == 30]),
      alltrue([for bucket in aws_s3_bucket.this : !bucket.force_destroy]),
    ])
    error_message = "A last snapshot, a month for the secrets, and no bucket with objects is deleted."
  }

  # Every secret rotates monthly and not before the database is ready.
  assert {
    condition = keys(aws_secretsmanager_secret_rotation.role) == ["app", "owner"] && alltrue([
      for rotation in aws_secretsmanager_secret_rotation.role :
      rotation.rotation_lambda_arn == var.rotation_function_arn && rotation.rotation_rules[0].automatically_after_days == 30 && !rotation.rotate_immediately
    ])
    error_message = "Both secrets are rotated by the function that is given."
  }

  # No proxy and no replica unless asked for.
  assert {
    condition     = length(aws_db_proxy.this) + length(aws_db_instance.replica) + length(aws_iam_role.proxy) == 0
    error_message = "Both are off by value."
  }

  assert {
    condition     = output.database_endpoint == aws_db_instance.this.endpoint
    error_message = "Clients reach the instance itself."
  }

  # Backups nobody can delete.
  assert {
    condition = (
      jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Effect == "Deny" &&
      jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Principal == "*" &&
      contains(jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Action, "backup:DeleteRecoveryPoint")
    )
    error_message = "Nobody deletes a recovery point by hand."
  }

  assert {
    condition     = one(aws_backup_plan.daily.rule).schedule == "cron(0 5 ? * * *)" && one(aws_backup_plan.daily.rule).lifecycle[0].delete_after == 35
    error_message = "A copy each day, kept for 35 days."
  }

  assert {
    condition     = aws_backup_selection.database.resources == toset([aws_db_instance.this.arn])
    error_message = "The plan names the database."
  }

  assert {
    condition     = aws_backup_vault.this.kms_key_arn == var.key_arns.backup && !aws_backup_vault.this.force_destroy
    error_message = "The vault has its own key and is not destroyed with copies in it."
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].changeable_for_days == 3 && aws_backup_vault_lock_configuration.this[0].min_retention_days == 35
    error_message = "After three days the lock holds against everybody."
  }

  # Every role stays within the boundary.
  assert {
    condition     = aws_iam_role.monitoring.permissions_boundary == var.boundary_arn && aws_iam_role.backup.permissions_boundary == var.boundary_arn
    error_message = "The pipeline may make no other roles."
  }

  # Outputs name the right thing each.
  assert {
    condition     = output.alerts_queue.arn == aws_sqs_queue.alerts.arn && output.alerts_dead_letter_queue.arn == aws_sqs_queue.alerts_dead_letters.arn && output.alerts_queue.visibility_timeout_s == 30
    error_message = "Each queue by its own name."
  }

  assert {
    condition     = toset(keys(output.database_secret_arns)) == toset(["app", "owner"]) && output.database_identifier == "alphawolf-test-database"
    error_message = "The database's secrets by role, and its name."
  }

  assert {
    condition = [for bucket in [output.access_logs_bucket, output.art_bucket, output.audit_bucket, output.config_bucket, output.speech_bucket] : bucket.name] == [
      for name in ["access-logs", "art", "audit", "config", "speech"] : "alphawolf-test-${name}-123456789012"
    ]
    error_message = "Each bucket by its own name, which is the account's own."
  }
}

run "what_is_for_trying_can_be_taken_away" {
  command = plan

  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = false, read_replica = false, proxy = false, backup_retention_days = 7, deletion_protection = false, speech_expiry_days = 12, audit_lock_days = 1, max_receive_count = 5 }
  }

  assert {
    condition = alltrue([
      !aws_db_instance.this.deletion_protection,
      aws_db_instance.this.skip_final_snapshot,
      !aws_db_instance.this.multi_az,
      alltrue([for secret in aws_secretsmanager_secret.role : secret.recovery_window_in_days == 0]),
      alltrue([for bucket in aws_s3_bucket.this : bucket.force_destroy]),
      aws_backup_vault.this.force_destroy,
      aws_backup_vault_lock_configuration.this[0].changeable_for_days == null,
    ])
    error_message = "Nothing is left behind, and the vault's lock can be lifted."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["speech"].rule[0].expiration[0].days == 12 && jsondecode(aws_sqs_queue_redrive_policy.alerts.redrive_policy).maxReceiveCount == 5
    error_message = "Expiry and receives are the environment's to choose."
  }
}

run "a_proxy_and_a_replica_when_asked_for" {
  command = plan

  variables {
    data = {
      engine_version        = "16.4"
      instance_class        = "db.m7g.large"
      allocated_storage_gb  = 200
      multi_az              = true
      read_replica          = true
      proxy                 = true
      backup_retention_days = 35
      deletion_protection   = true
      speech_expiry_days    = 30
      audit_lock_days       = 2192
      max_receive_count     = 3
    }
  }

  assert {
    condition     = aws_db_proxy.this[0].require_tls && !aws_db_proxy.this[0].debug_logging && aws_db_proxy.this[0].vpc_security_group_ids == toset(["sg-database"])
    error_message = "The proxy speaks TLS alone, logs no statement and stands in the database's group."
  }

  assert {
    condition     = output.database_endpoint == "${aws_db_proxy.this[0].endpoint}:5432"
    error_message = "Clients reach the proxy."
  }

  assert {
    condition     = jsondecode(aws_iam_policy.proxy[0].policy).Statement[0].Resource == aws_secretsmanager_secret.role["app"].arn && jsondecode(aws_iam_policy.proxy[0].policy).Statement[1].Resource == var.key_arns.secrets
    error_message = "The proxy reads the application's secret and no other."
  }

  assert {
    condition = alltrue([
      aws_db_instance.replica[0].replicate_source_db == aws_db_instance.this.identifier,
      aws_db_instance.replica[0].storage_encrypted,
      !aws_db_instance.replica[0].publicly_accessible,
      aws_db_instance.replica[0].deletion_protection,
    ])
    error_message = "The replica follows the instance, as private and as encrypted."
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.database) == 4
    error_message = "The replica's logs are kept as the instance's."
  }
}

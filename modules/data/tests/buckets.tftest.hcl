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

  # No bucket can be public.
  assert {
    condition = length(aws_s3_bucket_public_access_block.this) == 5 && alltrue([
      for block in aws_s3_bucket_public_access_block.this :
      block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets
    ])
    error_message = "All four settings, on every bucket."
  }

  assert {
    condition     = alltrue([for control in aws_s3_bucket_ownership_controls.this : control.rule[0].object_ownership == "BucketOwnerEnforced"])
    error_message = "ACLs have no effect."
  }

  # Every bucket refuses plain http.
  assert {
    condition = alltrue([
      for name, policy in merge(aws_s3_bucket_policy.records, aws_s3_bucket_policy.content) : anytrue([
        for statement in jsondecode(policy.policy).Statement :
        statement.Sid == "TlsOnly" && statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
      ])
    ]) && length(aws_s3_bucket_policy.records) + length(aws_s3_bucket_policy.content) == 5
    error_message = "A policy denies what is not TLS."
  }

  assert {
    condition = alltrue(flatten([
      for policy in concat(values(aws_s3_bucket_policy.records), values(aws_s3_bucket_policy.content)) : [
        for statement in jsondecode(policy.policy).Statement : can(statement.Principal.Service) && length(statement.Condition) > 0
        if statement.Effect == "Allow"
      ]
    ]))
    error_message = "Only services are let in by a bucket's policy, each for a named source."
  }

  # Keys versions and ends.
  assert {
    condition = {
      for name, encryption in aws_s3_bucket_server_side_encryption_configuration.this :
      name => one(one(encryption.rule).apply_server_side_encryption_by_default).sse_algorithm
    } == { access_logs = "AES256", art = "aws:kms", audit = "aws:kms", config = "aws:kms", speech = "aws:kms" }
    error_message = "Own keys everywhere but where AWS delivers access logs."
  }

  assert {
    condition = alltrue([
      for name, purpose in { art = "art", audit = "audit", config = "audit", speech = "speech" } :
      one(one(aws_s3_bucket_server_side_encryption_configuration.this[name].rule).apply_server_side_encryption_by_default).kms_master_key_id == var.key_arns[purpose]
    ])
    error_message = "Each bucket is under the key of its purpose."
  }

  assert {
    condition     = alltrue([for versioning in aws_s3_bucket_versioning.this : versioning.versioning_configuration[0].status == "Enabled"]) && length(aws_s3_bucket_versioning.this) == 5
    error_message = "Every bucket keeps versions."
  }

  assert {
    condition = alltrue([
      for lifecycle in aws_s3_bucket_lifecycle_configuration.this :
      lifecycle.rule[0].status == "Enabled" && lifecycle.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 1
    ])
    error_message = "Unfinished uploads end after a day."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["speech"].rule[0].expiration[0].days == 30 && aws_s3_bucket_lifecycle_configuration.this["speech"].rule[0].noncurrent_version_expiration[0].noncurrent_days == 1
    error_message = "What was said is gone after 30 days, old versions a day later."
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this["art"].rule[0].expiration) == 0
    error_message = "Art does not expire."
  }

  # Audit records are locked for six years.
  assert {
    condition = alltrue([
      aws_s3_bucket_object_lock_configuration.audit.rule[0].default_retention[0].mode == "COMPLIANCE",
      aws_s3_bucket_object_lock_configuration.audit.rule[0].default_retention[0].days == 2192,
    ])
    error_message = "Nobody, the root user included, can delete them before."
  }

  assert {
    condition     = [for name, bucket in aws_s3_bucket.this : name if bucket.object_lock_enabled] == ["audit"]
    error_message = "AWS Config's bucket must have no lock, and clips must be able to vanish."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["audit"].rule[0].expiration[0].days > 2192
    error_message = "They expire after their lock."
  }

  # Every bucket tells what happens to it.
  assert {
    condition     = keys(aws_s3_bucket_logging.this) == ["art", "audit", "config", "speech"] && alltrue([for logging in aws_s3_bucket_logging.this : logging.target_bucket == aws_s3_bucket.this["access_logs"].id])
    error_message = "Access is logged to access_logs, whose own log would never end."
  }

  assert {
    condition     = length(aws_s3_bucket_notification.this) == 5 && alltrue([for notification in aws_s3_bucket_notification.this : notification.eventbridge])
    error_message = "Every bucket reports to EventBridge."
  }

  # Distributions read content and nothing else.
  assert {
    condition = alltrue([
      for policy in aws_s3_bucket_policy.content : anytrue([
        for statement in jsondecode(policy.policy).Statement :
        statement.Sid == "DistributionReads" && statement.Action == "s3:GetObject" && try(statement.Condition.StringEquals["aws:SourceArn"], "") == var.distribution_arns[0]
      ])
    ])
    error_message = "Art and speech are read by the distribution that is named."
  }

  assert {
    condition     = !strcontains(join("", [for policy in aws_s3_bucket_policy.records : policy.policy]), "cloudfront")
    error_message = "Records are read by no distribution."
  }
}

run "without_a_distribution_nobody_is_let_in" {
  command = plan

  variables {
    distribution_arns = []
  }

  assert {
    condition     = alltrue([for policy in aws_s3_bucket_policy.content : length(jsondecode(policy.policy).Statement) == 1])
    error_message = "Content is open to roles of ours alone."
  }
}

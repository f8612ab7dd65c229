mock_provider "aws" {
  source = "./tests/mocks"
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

run "another_major_version" {
  command = plan
  variables {
    data = { engine_version = "17.2", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 2192, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "a_version_without_its_minor" {
  command = plan
  variables {
    data = { engine_version = "16", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 2192, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "a_class_that_is_none" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 2192, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "too_little_storage" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.m7g.large", allocated_storage_gb = 10, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 2192, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "no_backups" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 0, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 2192, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "backups_longer_than_rds_keeps" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 36, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 2192, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "speech_that_never_expires" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 0, audit_lock_days = 2192, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "audit_records_without_a_lock" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 0, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "half_a_day_of_lock" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 1.5, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "messages_that_are_never_given_up" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.m7g.large", allocated_storage_gb = 200, multi_az = true, read_replica = false, proxy = false, backup_retention_days = 35, deletion_protection = true, speech_expiry_days = 30, audit_lock_days = 2192, max_receive_count = 0 }
  }
  expect_failures = [var.data]
}

run "a_single_zone" {
  command = plan
  variables {
    network = { subnet_ids = ["subnet-a"], security_group_id = "sg-database" }
  }
  expect_failures = [var.network]
}

run "logs_kept_for_ever" {
  command = plan
  variables {
    log_retention_days = 0
  }
  expect_failures = [var.log_retention_days]
}

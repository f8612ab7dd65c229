mock_provider "aws" {}

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

run "refuses_another_major_version" {
  command = plan
  variables {
    data = { engine_version = "17.2", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_a_version_without_its_minor" {
  command = plan
  variables {
    data = { engine_version = "16", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_a_class_that_is_not_rds" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_too_little_storage" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 19, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_more_storage_than_there_is" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 65537, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_to_go_without_backups" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 0, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_backups_older_than_rds_keeps" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 36, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_clips_that_expire_at_once" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 0, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_part_of_a_day" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 1.5, max_receive_count = 3 }
  }
  expect_failures = [var.data]
}

run "refuses_a_queue_that_never_delivers" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 0 }
  }
  expect_failures = [var.data]
}

run "refuses_more_receives_than_sqs_counts" {
  command = plan
  variables {
    data = { engine_version = "16.4", instance_class = "db.t4g.micro", allocated_storage_gb = 20, multi_az = true, backup_retention_days = 7, deletion_protection = true, speech_expiry_days = 30, max_receive_count = 1001 }
  }
  expect_failures = [var.data]
}

run "refuses_a_database_in_one_zone" {
  command = plan
  variables {
    subnet_ids = ["subnet-a"]
  }
  expect_failures = [var.subnet_ids]
}

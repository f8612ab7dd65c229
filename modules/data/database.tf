resource "aws_db_subnet_group" "this" {
  name        = "${var.name}-database"
  description = "Subnets without a way out."
  subnet_ids  = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-postgres16"
  family      = "postgres16"
  description = "TLS only; no statement text or values in the logs."

  dynamic "parameter" {
    for_each = {
      "rds.force_ssl"                       = "1"
      "password_encryption"                 = "scram-sha-256"
      "log_error_verbosity"                 = "terse"
      "log_min_error_statement"             = "panic"
      "log_parameter_max_length"            = "0"
      "log_statement"                       = "none"
      "log_lock_waits"                      = "1"
      "idle_in_transaction_session_timeout" = "30000"
    }

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  identifier     = "${var.name}-database"
  engine         = "postgres"
  engine_version = var.data.engine_version
  instance_class = var.data.instance_class
  multi_az       = var.data.multi_az

  db_name                     = var.database.name
  username                    = local.roles.owner
  password_wo                 = var.owner_password
  password_wo_version         = local.password_version
  port                        = var.database.port
  db_subnet_group_name        = aws_db_subnet_group.this.name
  parameter_group_name        = aws_db_parameter_group.this.name
  vpc_security_group_ids      = [var.security_group_id]
  publicly_accessible         = false
  ca_cert_identifier          = "rds-ca-rsa2048-g1"
  allow_major_version_upgrade = false
  auto_minor_version_upgrade  = true
  apply_immediately           = true

  allocated_storage     = var.data.allocated_storage_gb
  max_allocated_storage = var.data.allocated_storage_gb * 4
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.key_arns.database

  backup_retention_period   = var.data.backup_retention_days
  backup_window             = "03:00-04:00"
  maintenance_window        = "sun:04:30-sun:05:30"
  copy_tags_to_snapshot     = true
  deletion_protection       = var.data.deletion_protection
  delete_automated_backups  = !var.data.deletion_protection
  skip_final_snapshot       = !var.data.deletion_protection
  final_snapshot_identifier = var.data.deletion_protection ? "${var.name}-database-final" : null
}

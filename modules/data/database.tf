resource "aws_db_subnet_group" "this" {
  name        = "${var.name}-database"
  description = "Subnets without a way out."
  subnet_ids  = var.network.subnet_ids
}

resource "aws_db_instance" "this" {
  identifier     = "${var.name}-database"
  engine         = "postgres"
  engine_version = var.data.engine_version
  instance_class = var.data.instance_class
  multi_az       = var.data.multi_az

  db_name                             = var.database.name
  username                            = local.roles.owner
  password_wo                         = var.owner_password
  password_wo_version                 = local.password_version
  iam_database_authentication_enabled = true
  port                                = var.database.port
  db_subnet_group_name                = aws_db_subnet_group.this.name
  parameter_group_name                = aws_db_parameter_group.this.name
  vpc_security_group_ids              = [var.network.security_group_id]
  publicly_accessible                 = false
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  allow_major_version_upgrade         = false
  auto_minor_version_upgrade          = true
  apply_immediately                   = true

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

  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = local.insights_key_arn
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = local.log_exports

  depends_on = [
    aws_cloudwatch_log_group.database,
    aws_cloudwatch_log_group.monitoring,
    aws_iam_role_policy_attachment.monitoring,
  ]
}

# Reads that may be a little behind: reports, never alerts. Its encryption and backups follow the source.
resource "aws_db_instance" "replica" {
  #checkov:skip=CKV_AWS_157:a replica is itself the second copy; the instance it follows is Multi-AZ
  #checkov:skip=CKV_AWS_133:the instance it follows is backed up
  count = var.data.read_replica ? 1 : 0

  identifier          = "${var.name}-database-replica"
  replicate_source_db = aws_db_instance.this.identifier
  instance_class      = var.data.instance_class

  iam_database_authentication_enabled = true
  parameter_group_name                = aws_db_parameter_group.this.name
  vpc_security_group_ids              = [var.network.security_group_id]
  publicly_accessible                 = false
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  auto_minor_version_upgrade          = true
  apply_immediately                   = true
  storage_encrypted                   = true
  kms_key_id                          = var.key_arns.database
  maintenance_window                  = "sun:05:30-sun:06:30"
  copy_tags_to_snapshot               = true
  deletion_protection                 = var.data.deletion_protection
  skip_final_snapshot                 = true

  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = local.insights_key_arn
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = local.log_exports

  depends_on = [aws_cloudwatch_log_group.database]
}

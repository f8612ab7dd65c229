locals {
  log_exports      = var.features.database_log_watch ? ["postgresql", "upgrade"] : null
  insights_key_arn = var.features.database_log_watch ? var.key_arns.database : null

  logged_instances = concat(["${var.name}-database"], var.data.read_replica ? ["${var.name}-database-replica"] : [])
}

# RDS would make them all by itself, without a key and for ever.
resource "aws_cloudwatch_log_group" "database" {
  for_each = { for pair in setproduct(local.logged_instances, ["postgresql", "upgrade"]) : "${pair[0]}/${pair[1]}" => pair }

  name              = "/aws/rds/instance/${each.key}"
  kms_key_id        = var.key_arns.logs
  retention_in_days = var.log_retention_days
}

# Where enhanced monitoring writes for every instance of the account; RDS knows it by this name alone.
resource "aws_cloudwatch_log_group" "monitoring" {
  name              = "RDSOSMetrics"
  kms_key_id        = var.key_arns.logs
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "proxy" {
  count = var.data.proxy ? 1 : 0

  name              = "/aws/rds/proxy/${var.name}-database"
  kms_key_id        = var.key_arns.logs
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "monitoring" {
  name                 = "${var.name}-database-monitoring"
  permissions_boundary = var.boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

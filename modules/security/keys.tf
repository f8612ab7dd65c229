data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_root = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
  logs_arn     = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group"

  # One key a purpose, so that a key can be revoked without touching the rest. Services that call
  # KMS in their own name are statements here; everyone else is let in by an IAM policy.
  keys = {
    database = { description = "PostgreSQL storage, snapshots", services = {} }
    images   = { description = "Container images", services = {} }
    secrets  = { description = "Secrets Manager secrets", services = {} }
    speech   = { description = "Speech clips", services = {} }
    messages = {
      description = "Alert topic and queues"
      services = {
        "sns.amazonaws.com" = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        }
      }
    }
    logs = {
      description = "Log groups"
      services = {
        "logs.${data.aws_region.current.name}.amazonaws.com" = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "${local.logs_arn}:*" }
        }
      }
    }
  }
}

resource "aws_kms_key" "purpose" {
  for_each = local.keys

  description             = "${var.name}: ${each.value.description}"
  deletion_window_in_days = var.security.key_deletion_days
  enable_key_rotation     = true
  rotation_period_in_days = 365

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "AccountDecidesByIam"
        Effect    = "Allow"
        Principal = { AWS = local.account_root }
        Action    = "kms:*"
        Resource  = "*"
      }],
      [for service, condition in each.value.services : {
        Sid       = "ServiceEncrypts"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = condition
      }],
    )
  })
}

resource "aws_kms_alias" "purpose" {
  for_each = aws_kms_key.purpose

  name          = "alias/${var.name}-${each.key}"
  target_key_id = each.value.key_id
}

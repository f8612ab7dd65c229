data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.name

  account_root      = "arn:${local.partition}:iam::${local.account_id}:root"
  alarm_topic_arn   = "arn:${local.partition}:sns:${local.region}:${local.account_id}:${var.name}-alarms"
  logs_arn          = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group"
  trail_arn         = "arn:${local.partition}:cloudtrail:${local.region}:${local.account_id}:trail/${var.name}"
  own_distributions = { ArnLike = { "aws:SourceArn" = "arn:${local.partition}:cloudfront::${local.account_id}:distribution/*" } }
  source_account    = { StringEquals = { "aws:SourceAccount" = local.account_id } }

  # One key a purpose, so that a key can be revoked without touching the rest. `via` are the services
  # through which a role of this account may use it; `services` call KMS in their own name, under a condition.
  keys = {
    alarms = {
      description = "Alarms, findings and budgets told to operators"
      via         = ["sns"]
      services = {
        "budgets.amazonaws.com"    = local.source_account
        "cloudwatch.amazonaws.com" = local.source_account
        # EventBridge does not say for whom it publishes; the topic does, whoever publishes.
        "events.amazonaws.com" = { StringEquals = { "kms:EncryptionContext:aws:sns:topicArn" = local.alarm_topic_arn } }
      }
    }
    audit = {
      description = "CloudTrail and AWS Config records"
      via         = ["s3"]
      services = {
        "cloudtrail.amazonaws.com" = {
          StringEquals = { "aws:SourceArn" = local.trail_arn }
          StringLike   = { "kms:EncryptionContext:aws:cloudtrail:arn" = "arn:${local.partition}:cloudtrail:*:${local.account_id}:trail/*" }
        }
        "config.amazonaws.com" = local.source_account
      }
    }
    art = {
      description = "Symbol art"
      via         = ["s3"]
      services    = { "cloudfront.amazonaws.com" = local.own_distributions }
    }
    backup   = { description = "Recovery points in the backup vault", via = ["backup", "rds", "s3"], services = {} }
    database = { description = "PostgreSQL storage, snapshots, Performance Insights", via = ["rds", "backup"], services = {} }
    # No service's: programs ask KMS themselves for data keys, which they bind to this context.
    fields = { description = "Data keys of encrypted fields", via = [], services = {}, context = "alphawolf-fields" }
    functions = {
      description = "Environment of Lambda functions"
      via         = ["lambda"]
      services    = {}
    }
    images = { description = "Container images", via = ["ecr"], services = {} }
    logs = {
      description = "Log groups"
      via         = ["logs"]
      services = {
        "logs.${local.region}.amazonaws.com" = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "${local.logs_arn}:*" }
        }
      }
    }
    messages = {
      description = "Topics and queues of alerts and of texts"
      via         = ["sns", "sqs"]
      services    = { "sms-voice.amazonaws.com" = local.source_account, "sns.amazonaws.com" = local.source_account }
    }
    secrets = { description = "Secrets Manager secrets", via = ["secretsmanager"], services = {} }
    speech = {
      description = "Speech clips"
      via         = ["s3"]
      services    = { "cloudfront.amazonaws.com" = local.own_distributions }
    }
  }
}

resource "aws_kms_key" "purpose" {
  for_each = local.keys

  description             = "${var.name}: ${each.value.description}"
  deletion_window_in_days = var.security.key_deletion_days
  enable_key_rotation     = true
  rotation_period_in_days = 365

  # Administering a key and using it are apart: nobody, an administrator included, encrypts or
  # decrypts by calling KMS; only a service does, for a role whose own policy names this key. The key
  # of fields alone is used without a service, by roles whose own policies name it, in its one context.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "AccountAdministers"
          Effect    = "Allow"
          Principal = { AWS = local.account_root }
          Action = [
            "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
            "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants", "kms:ListKeyPolicies",
            "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant",
            "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource",
            "kms:UpdateAlias", "kms:UpdateKeyDescription",
          ]
          Resource = "*"
        },
      ],
      [for context in try([each.value.context], []) : {
        Sid       = "RolesUseInContext"
        Effect    = "Allow"
        Principal = { AWS = local.account_root }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource  = "*"
        Condition = { StringEquals = { "kms:EncryptionContext:purpose" = context } }
      }],
      [for via in [each.value.via] : {
        Sid       = "RolesUseThroughServices"
        Effect    = "Allow"
        Principal = { AWS = local.account_root }
        Action    = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource  = "*"
        Condition = { StringEquals = { "kms:ViaService" = [for service in via : "${service}.${local.region}.amazonaws.com"] } }
      } if length(via) > 0],
      [for via in [each.value.via] : {
        Sid       = "ServicesHoldGrants"
        Effect    = "Allow"
        Principal = { AWS = local.account_root }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = {
          Bool         = { "kms:GrantIsForAWSResource" = "true" }
          StringEquals = { "kms:ViaService" = [for service in via : "${service}.${local.region}.amazonaws.com"] }
        }
      } if length(via) > 0],
      # Asking what a key is carries no encryption context, so the condition below would refuse it.
      [for service in keys(each.value.services) : {
        Sid       = "ServiceAsks"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = "kms:DescribeKey"
        Resource  = "*"
      }],
      [for service, condition in each.value.services : {
        Sid       = "ServiceEncrypts"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = ["kms:Decrypt", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
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

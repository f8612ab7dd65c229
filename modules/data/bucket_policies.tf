# What AWS's own services may do in each bucket; our own roles are let in by their IAM policies.
locals {
  from_this_account = { StringEquals = { "aws:SourceAccount" = local.account_id } }

  service_statements = {
    access_logs = [
      {
        Sid       = "S3DeliversAccessLogs"
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.this["access_logs"].arn}/s3/*"
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:s3:::${var.name}-*" }
        }
      },
      {
        Sid       = "LogDeliveryAsksWhoseBucket"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
        Resource  = aws_s3_bucket.this["access_logs"].arn
        Condition = local.from_this_account
      },
      {
        Sid       = "LogDeliveryWrites"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.this["access_logs"].arn}/*"
        Condition = local.from_this_account
      },
    ]
    audit = [for sid, statement in {
      TrailAsksWhoseBucket = { actions = ["s3:GetBucketAcl"], path = "" }
      TrailWrites          = { actions = ["s3:PutObject"], path = "/cloudtrail/AWSLogs/${local.account_id}/*" }
      } : {
      Sid       = sid
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = statement.actions
      Resource  = "${aws_s3_bucket.this["audit"].arn}${statement.path}"
      Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
    }]
    config = [for sid, statement in {
      ConfigAsksWhoseBucket = { actions = ["s3:GetBucketAcl", "s3:ListBucket"], path = "" }
      ConfigWrites          = { actions = ["s3:PutObject"], path = "/config/AWSLogs/${local.account_id}/Config/*" }
      } : {
      Sid       = sid
      Effect    = "Allow"
      Principal = { Service = "config.amazonaws.com" }
      Action    = statement.actions
      Resource  = "${aws_s3_bucket.this["config"].arn}${statement.path}"
      Condition = local.from_this_account
    }]
  }

  trail_arn = "arn:${local.partition}:cloudtrail:${data.aws_region.current.name}:${local.account_id}:trail/${var.name}"
}

locals {
  tls_only = {
    for name, bucket in aws_s3_bucket.this : name => {
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [bucket.arn, "${bucket.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }
  }
}

# Two resources, because a distribution waits for the records' policies, and the content's for it.
resource "aws_s3_bucket_policy" "records" {
  for_each = toset(["access_logs", "audit", "config"])

  bucket = aws_s3_bucket.this[each.key].id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.tls_only[each.key]], local.service_statements[each.key])
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_policy" "content" {
  for_each = toset(["art", "speech"])

  bucket = aws_s3_bucket.this[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([local.tls_only[each.key]], [for arn in var.distribution_arns : {
      Sid       = "DistributionReads"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.this[each.key].arn}/*"
      Condition = { StringEquals = { "aws:SourceArn" = arn } }
    }])
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}

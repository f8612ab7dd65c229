data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # All that differs between them: whose key, and the days after which an object, and a version that
  # was replaced, is gone.
  # access_logs: AWS delivers access logs only to a bucket with S3's own encryption.
  # audit: CloudTrail's records; nothing expires before its lock does.
  # config: AWS Config delivers to no bucket that has an object lock.
  buckets = {
    access_logs = { key = null, expires_after_days = max(var.data.audit_lock_days, 90), replaced_after_days = 30, locked = false, logged = false }
    art         = { key = "art", expires_after_days = null, replaced_after_days = 90, locked = false, logged = true }
    audit       = { key = "audit", expires_after_days = var.data.audit_lock_days + 1, replaced_after_days = 1, locked = true, logged = true }
    config      = { key = "audit", expires_after_days = max(var.data.audit_lock_days, 90), replaced_after_days = 30, locked = false, logged = true }
    # A clip can be made again from its text: one day is enough to undo a mistake.
    speech = { key = "speech", expires_after_days = var.data.speech_expiry_days, replaced_after_days = 1, locked = false, logged = true }
  }
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:every bucket logs its access to access_logs (below); that bucket cannot log to itself
  #checkov:skip=CKV_AWS_144:clips and art are made again from text and releases; audit records lie in three zones under a lock that nobody can lift
  for_each = local.buckets

  # Bucket names are shared by all of AWS: the account makes this one its own.
  bucket              = "${var.name}-${replace(each.key, "_", "-")}-${local.account_id}"
  object_lock_enabled = each.value.locked
  force_destroy       = !var.data.deletion_protection
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    bucket_key_enabled = local.buckets[each.key].key != null

    apply_server_side_encryption_by_default {
      kms_master_key_id = local.buckets[each.key].key == null ? null : var.key_arns[local.buckets[each.key].key]
      sse_algorithm     = local.buckets[each.key].key == null ? "AES256" : "aws:kms"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

# A retention in compliance mode binds everybody, the root user too: choose the days with care.
resource "aws_s3_bucket_object_lock_configuration" "audit" {
  bucket = aws_s3_bucket.this["audit"].id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = var.data.audit_lock_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    dynamic "expiration" {
      for_each = local.buckets[each.key].expires_after_days[*]

      content {
        days = expiration.value
      }
    }

    noncurrent_version_expiration {
      noncurrent_days = local.buckets[each.key].replaced_after_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  for_each = { for name, bucket in aws_s3_bucket.this : name => bucket if local.buckets[name].logged }

  bucket        = each.value.id
  target_bucket = aws_s3_bucket.this["access_logs"].id
  target_prefix = "s3/${each.key}/"

  target_object_key_format {
    partitioned_prefix {
      partition_date_source = "EventTime"
    }
  }

  # Deliveries before the policy lets them in would be lost.
  depends_on = [aws_s3_bucket_policy.records]
}

resource "aws_s3_bucket_notification" "this" {
  for_each = aws_s3_bucket.this

  bucket      = each.value.id
  eventbridge = true
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "speech" {
  # Bucket names are shared by all of AWS: the account makes this one its own.
  bucket        = "${var.name}-speech-${data.aws_caller_identity.current.account_id}"
  force_destroy = !var.data.deletion_protection
}

resource "aws_s3_bucket_public_access_block" "speech" {
  bucket = aws_s3_bucket.speech.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "speech" {
  bucket = aws_s3_bucket.speech.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "speech" {
  bucket = aws_s3_bucket.speech.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      kms_master_key_id = var.key_arns.speech
      sse_algorithm     = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_versioning" "speech" {
  bucket = aws_s3_bucket.speech.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "speech" {
  bucket = aws_s3_bucket.speech.id

  rule {
    id     = "expire-unused-clips"
    status = "Enabled"

    filter {}

    expiration {
      days = var.data.speech_expiry_days
    }

    # A clip can be made again from its text: one day is enough to undo a mistake.
    noncurrent_version_expiration {
      noncurrent_days = 1
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.speech]
}

resource "aws_s3_bucket_policy" "speech" {
  bucket = aws_s3_bucket.speech.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.speech.arn, "${aws_s3_bucket.speech.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.speech]
}

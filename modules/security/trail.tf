locals {
  trail_log_group = "/aws/cloudtrail/${var.name}"
}

resource "aws_cloudtrail" "this" {
  #checkov:skip=CKV_AWS_252:a notice for every delivered file says nothing; metric filters and EventBridge watch the events themselves
  name                          = var.name
  s3_bucket_name                = var.record_buckets.audit
  s3_key_prefix                 = "cloudtrail"
  kms_key_id                    = aws_kms_key.purpose["audit"].arn
  enable_log_file_validation    = true
  include_global_service_events = true
  is_multi_region_trail         = true
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail.arn

  advanced_event_selector {
    name = "Changes and calls"

    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  # Who read or wrote an object that holds health data; paid by the event, so no other bucket.
  advanced_event_selector {
    name = "Objects that hold health data"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field       = "resources.ARN"
      starts_with = [for arn in var.health_bucket_arns : "${arn}/"]
    }
  }

  depends_on = [aws_iam_role_policy_attachment.trail]
}

resource "aws_cloudwatch_log_group" "trail" {
  name              = local.trail_log_group
  kms_key_id        = aws_kms_key.purpose["logs"].arn
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "trail" {
  name                 = "${var.name}-trail"
  permissions_boundary = aws_iam_policy.boundary.arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
    }]
  })
}

resource "aws_iam_policy" "trail" {
  name        = "${var.name}-trail"
  description = "Lets CloudTrail write to its log group."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "WriteTrail"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${local.logs_arn}:${local.trail_log_group}:log-stream:*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "trail" {
  role       = aws_iam_role.trail.name
  policy_arn = aws_iam_policy.trail.arn
}

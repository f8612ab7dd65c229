locals {
  compliance_alert = "${var.name}-compliance-alert"
  # The one parameter a finding: there while it is open, so that it is told once and told when it heals.
  open_findings     = "/${var.name}/open-findings"
  open_findings_arn = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter${local.open_findings}/*"
}

resource "aws_lambda_function" "compliance_alert" {
  #checkov:skip=CKV_AWS_117:it calls Slack and regional AWS services alone and sees no health data; a VPC would only add a way out
  #checkov:skip=CKV_AWS_272:its code comes from the same checked zip as every worker and only the apply role may publish it
  function_name                  = local.compliance_alert
  description                    = "Tells operators once of each finding, and when it has healed."
  role                           = aws_iam_role.compliance_alert.arn
  handler                        = "workers.compliance_alert.handler"
  runtime                        = var.function.runtime
  architectures                  = [var.function.architecture]
  memory_size                    = 256
  timeout                        = 20
  filename                       = var.function.zip
  source_code_hash               = filebase64sha256(var.function.zip)
  publish                        = true
  kms_key_arn                    = aws_kms_key.purpose["functions"].arn
  reserved_concurrent_executions = 1 # one at a time: two copies of an event must see each other's mark

  environment {
    variables = {
      ALARMS_TOPIC_ARN     = aws_sns_topic.alarms.arn
      ENVIRONMENT          = var.deployment.environment
      OPEN_FINDINGS        = local.open_findings
      SLACK_WEBHOOK_SECRET = aws_secretsmanager_secret.slack_webhook.arn
    }
  }

  # What fails three times reaches the operators as it came.
  dead_letter_config {
    target_arn = aws_sns_topic.alarms.arn
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.compliance_alert.name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy_attachment.compliance_alert]
}

resource "aws_lambda_alias" "compliance_alert" {
  name             = "live"
  description      = "What EventBridge calls."
  function_name    = aws_lambda_function.compliance_alert.function_name
  function_version = aws_lambda_function.compliance_alert.version
}

resource "aws_cloudwatch_log_group" "compliance_alert" {
  name              = "/aws/lambda/${local.compliance_alert}"
  kms_key_id        = aws_kms_key.purpose["logs"].arn
  retention_in_days = var.log_retention_days
}

# Made empty. The address is put in by hand (docs/runbooks/slack-webhook.md) and never passes through Terraform, so that it is in
# no plan and no state; without it findings go to the topic alone.
resource "aws_secretsmanager_secret" "slack_webhook" {
  #checkov:skip=CKV2_AWS_57:Slack issues the address; it is replaced there and put in by hand
  name                    = "${var.name}-slack-webhook"
  description             = "Address of the Slack channel that findings are told to."
  kms_key_id              = aws_kms_key.purpose["secrets"].arn
  recovery_window_in_days = var.deletion_protection ? 30 : 0
}

resource "aws_iam_role" "compliance_alert" {
  name                 = local.compliance_alert
  permissions_boundary = aws_iam_policy.boundary.arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_policy" "compliance_alert" {
  name        = local.compliance_alert
  description = "All that ${local.compliance_alert} may do."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${local.logs_arn}:/aws/lambda/${local.compliance_alert}:*"
      },
      {
        Sid      = "RememberOpenFindings"
        Effect   = "Allow"
        Action   = ["ssm:DeleteParameter", "ssm:GetParameter", "ssm:PutParameter"]
        Resource = local.open_findings_arn
      },
      {
        Sid      = "TellOperators"
        Effect   = "Allow"
        Action   = "sns:Publish"
        Resource = aws_sns_topic.alarms.arn
      },
      {
        Sid      = "ReadWebhook"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = aws_secretsmanager_secret.slack_webhook.arn
      },
      {
        Sid      = "UseKeys"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [aws_kms_key.purpose["alarms"].arn, aws_kms_key.purpose["secrets"].arn]
      },
      {
        Sid       = "Trace"
        Effect    = "Allow"
        Action    = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = local.region } }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "compliance_alert" {
  role       = aws_iam_role.compliance_alert.name
  policy_arn = aws_iam_policy.compliance_alert.arn
}

# How this account and region text: what must arrive, up to what a month may cost, with a line for each message.
resource "aws_sns_sms_preferences" "this" {
  default_sms_type                      = "Transactional"
  delivery_status_iam_role_arn          = aws_iam_role.log_texts.arn
  delivery_status_success_sampling_rate = "100"
  monthly_spend_limit                   = var.compute.texts.monthly_limit_usd

  # A line that is written before its group is made would make the group.
  depends_on = [aws_cloudwatch_log_group.texts, aws_iam_role_policy_attachment.log_texts]
}

resource "aws_iam_role" "log_texts" {
  name                 = "${var.name}-log-texts"
  permissions_boundary = var.operations.boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_policy" "log_texts" {
  name        = aws_iam_role.log_texts.name
  description = "All that ${aws_iam_role.log_texts.name} may do."

  policy = jsonencode({
    Version = "2012-10-17"
    # SNS asks for its group each time, also where there is one.
    Statement = [{
      Sid      = "LogTexts"
      Effect   = "Allow"
      Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = flatten([for group in aws_cloudwatch_log_group.texts : [group.arn, "${group.arn}:*"]])
    }]
  })
}

resource "aws_iam_role_policy_attachment" "log_texts" {
  role       = aws_iam_role.log_texts.name
  policy_arn = aws_iam_policy.log_texts.arn
}

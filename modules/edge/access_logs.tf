resource "aws_cloudwatch_log_group" "access" {
  for_each = toset(["rest", "websocket"])

  name              = "/aws/apigateway/${var.name}-${each.key}"
  kms_key_id        = var.log_key_arn
  retention_in_days = var.log_retention_days
}

# API Gateway writes every stage's log with one role of the account and region.
resource "aws_iam_role" "writes_access_logs" {
  name                 = "${var.name}-writes-access-logs"
  permissions_boundary = var.boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# API Gateway checks for just this policy of AWS's when the role is set.
resource "aws_iam_role_policy_attachment" "writes_access_logs" {
  role       = aws_iam_role.writes_access_logs.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.writes_access_logs.arn

  depends_on = [aws_iam_role_policy_attachment.writes_access_logs]
}

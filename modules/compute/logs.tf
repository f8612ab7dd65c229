# Made here, not by the services on first use: theirs would be unencrypted and kept for ever.
resource "aws_cloudwatch_log_group" "function" {
  for_each = local.functions

  name              = "/aws/lambda/${local.function_names[each.key]}"
  kms_key_id        = var.key_arns.logs
  retention_in_days = var.compute.log_retention_days
}

resource "aws_cloudwatch_log_group" "task" {
  for_each = toset(["api", "migrate"])

  name              = "/aws/ecs/${var.name}-${each.key}"
  kms_key_id        = var.key_arns.logs
  retention_in_days = var.compute.log_retention_days
}

resource "aws_cloudwatch_log_group" "insights" {
  name              = "/aws/ecs/containerinsights/${var.name}/performance"
  kms_key_id        = var.key_arns.logs
  retention_in_days = var.compute.log_retention_days
}

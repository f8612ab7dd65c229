mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { name = "us-east-1" }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = { arn = "arn:aws:events:us-east-1:123456789012:rule/rule" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:group" }
}

mock_resource "aws_ecr_repository" {
  defaults = { arn = "arn:aws:ecr:us-east-1:123456789012:repository/api" }
}

mock_resource "aws_ecs_cluster" {
  defaults = { id = "arn:aws:ecs:us-east-1:123456789012:cluster/test" }
}

mock_resource "aws_ecs_task_definition" {
  defaults = { arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/task:1" }
}

mock_resource "aws_iam_policy" {
  defaults = { arn = "arn:aws:iam::123456789012:policy/policy" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/role" }
}

mock_resource "aws_lambda_alias" {
  defaults = { arn = "arn:aws:lambda:us-east-1:123456789012:function:worker:live" }
}

mock_resource "aws_lambda_function" {
  defaults = { arn = "arn:aws:lambda:us-east-1:123456789012:function:worker", version = "7" }
}

# What is named here has its computed values made up when it is planned: no test need apply.
mock_resource "aws_appautoscaling_policy" { defaults = {} }
mock_resource "aws_appautoscaling_scheduled_action" { defaults = {} }
mock_resource "aws_appautoscaling_target" { defaults = {} }
mock_resource "aws_cloudwatch_event_target" { defaults = {} }
mock_resource "aws_cloudwatch_log_subscription_filter" { defaults = {} }
mock_resource "aws_ecr_lifecycle_policy" { defaults = {} }
mock_resource "aws_ecs_service" { defaults = {} }
mock_resource "aws_iam_role_policy_attachment" { defaults = {} }
mock_resource "aws_lambda_event_source_mapping" { defaults = {} }
mock_resource "aws_lambda_function_event_invoke_config" { defaults = {} }
mock_resource "aws_lambda_permission" { defaults = {} }
mock_resource "aws_lambda_provisioned_concurrency_config" { defaults = {} }
mock_resource "aws_sns_sms_preferences" { defaults = {} }

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
  defaults = { arn = "arn:aws:events:us-east-1:123456789012:rule/finding" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:mock" }
}

mock_resource "aws_cognito_user_pool" {
  defaults = { id = "us-east-1_abc", endpoint = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc" }
}

mock_resource "aws_iam_openid_connect_provider" {
  defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
}

mock_resource "aws_iam_policy" {
  defaults = { arn = "arn:aws:iam::123456789012:policy/mock" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
}

mock_resource "aws_iam_service_linked_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig" }
}

mock_resource "aws_kms_key" {
  defaults = { arn = "arn:aws:kms:us-east-1:123456789012:key/mock" }
}

mock_resource "aws_lambda_alias" {
  defaults = { arn = "arn:aws:lambda:us-east-1:123456789012:function:alphawolf-test-compliance-alert:live" }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mock" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:us-east-1:123456789012:alphawolf-test-alarms" }
}

# What is named here has its computed values made up when it is planned: no test need apply.
mock_resource "aws_accessanalyzer_analyzer" { defaults = {} }
mock_resource "aws_budgets_budget" { defaults = {} }
mock_resource "aws_cloudtrail" { defaults = {} }
mock_resource "aws_cloudwatch_dashboard" { defaults = {} }
mock_resource "aws_cloudwatch_event_target" { defaults = {} }
mock_resource "aws_cloudwatch_log_metric_filter" { defaults = {} }
mock_resource "aws_cloudwatch_metric_alarm" { defaults = {} }
mock_resource "aws_cognito_risk_configuration" { defaults = {} }
mock_resource "aws_cognito_user_pool_client" { defaults = {} }
mock_resource "aws_config_config_rule" { defaults = {} }
mock_resource "aws_config_configuration_recorder" { defaults = {} }
mock_resource "aws_config_configuration_recorder_status" { defaults = {} }
mock_resource "aws_config_delivery_channel" { defaults = {} }
mock_resource "aws_ebs_encryption_by_default" { defaults = {} }
mock_resource "aws_ebs_snapshot_block_public_access" { defaults = {} }
mock_resource "aws_guardduty_detector" { defaults = {} }
mock_resource "aws_guardduty_detector_feature" { defaults = {} }
mock_resource "aws_iam_account_password_policy" { defaults = {} }
mock_resource "aws_iam_role_policy_attachment" { defaults = {} }
mock_resource "aws_kms_alias" { defaults = {} }
mock_resource "aws_lambda_function" { defaults = {} }
mock_resource "aws_lambda_permission" { defaults = {} }
mock_resource "aws_s3_account_public_access_block" { defaults = {} }
mock_resource "aws_securityhub_account" { defaults = {} }
mock_resource "aws_sns_topic_policy" { defaults = {} }
mock_resource "aws_sns_topic_subscription" { defaults = {} }

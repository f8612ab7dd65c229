mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { name = "us-east-1" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/made-up" }
}

mock_resource "aws_iam_policy" {
  defaults = { arn = "arn:aws:iam::123456789012:policy/made-up" }
}

mock_resource "aws_s3_bucket" {
  defaults = { arn = "arn:aws:s3:::made-up" }
}

mock_resource "aws_sqs_queue" {
  defaults = { arn = "arn:aws:sqs:us-east-1:123456789012:made-up" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:us-east-1:123456789012:made-up" }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:made-up" }
}

mock_resource "aws_db_instance" {
  defaults = { arn = "arn:aws:rds:us-east-1:123456789012:db:made-up" }
}

mock_resource "aws_backup_vault" {
  defaults = { arn = "arn:aws:backup:us-east-1:123456789012:backup-vault:made-up" }
}

# A made-up word may begin with a digit, which the provider refuses in this name.
mock_resource "aws_db_proxy_default_target_group" {
  defaults = { name = "default" }
}

# What is named here has its computed values made up when it is planned: no test need apply.
mock_resource "aws_backup_plan" { defaults = {} }
mock_resource "aws_backup_selection" { defaults = {} }
mock_resource "aws_backup_vault_lock_configuration" { defaults = {} }
mock_resource "aws_backup_vault_policy" { defaults = {} }
mock_resource "aws_cloudwatch_log_group" { defaults = {} }
mock_resource "aws_db_parameter_group" { defaults = {} }
mock_resource "aws_db_proxy" { defaults = {} }
mock_resource "aws_db_proxy_target" { defaults = {} }
mock_resource "aws_db_subnet_group" { defaults = {} }
mock_resource "aws_iam_role_policy_attachment" { defaults = {} }
mock_resource "aws_s3_bucket_lifecycle_configuration" { defaults = {} }
mock_resource "aws_s3_bucket_logging" { defaults = {} }
mock_resource "aws_s3_bucket_notification" { defaults = {} }
mock_resource "aws_s3_bucket_object_lock_configuration" { defaults = {} }
mock_resource "aws_s3_bucket_ownership_controls" { defaults = {} }
mock_resource "aws_s3_bucket_policy" { defaults = {} }
mock_resource "aws_s3_bucket_public_access_block" { defaults = {} }
mock_resource "aws_s3_bucket_server_side_encryption_configuration" { defaults = {} }
mock_resource "aws_s3_bucket_versioning" { defaults = {} }
mock_resource "aws_secretsmanager_secret_rotation" { defaults = {} }
mock_resource "aws_secretsmanager_secret_version" { defaults = {} }
mock_resource "aws_sns_topic_policy" { defaults = {} }
mock_resource "aws_sns_topic_subscription" { defaults = {} }
mock_resource "aws_sqs_queue_policy" { defaults = {} }
mock_resource "aws_sqs_queue_redrive_allow_policy" { defaults = {} }
mock_resource "aws_sqs_queue_redrive_policy" { defaults = {} }

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

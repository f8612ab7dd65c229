output "guardduty_detector_id" {
  description = "GuardDuty's detector; null where it is switched off."
  value       = one(aws_guardduty_detector.this[*].id)
}

output "key_arns" {
  description = "KMS key of each purpose: alarms, art, audit, backup, database, functions, images, logs, messages, secrets, speech."
  value       = { for purpose, key in aws_kms_key.purpose : purpose => key.arn }
}

output "user_pool" {
  description = "Cognito user pool: id, client_id, and the issuer its tokens name."
  value = {
    id        = aws_cognito_user_pool.this.id
    client_id = aws_cognito_user_pool_client.board.id
    issuer    = "https://${aws_cognito_user_pool.this.endpoint}"
  }
}

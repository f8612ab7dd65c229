output "alarm_topic_arn" {
  description = "Topic on which operators are told of alarms, findings and budgets."
  value       = aws_sns_topic.alarms.arn

  # A service that publishes before the policy exists is refused.
  depends_on = [aws_sns_topic_policy.alarms]
}

output "boundary_arn" {
  description = "Permissions boundary that every role of this stack carries: the apply role may make no other."
  value       = aws_iam_policy.boundary.arn
}

output "deploy_role_arns" {
  description = "Roles that GitHub's environments open: plan and apply."
  value       = { for purpose, role in aws_iam_role.deploy : purpose => role.arn }
}

output "guardduty_detector_id" {
  description = "GuardDuty's detector; null where it is switched off."
  value       = one(aws_guardduty_detector.this[*].id)
}

output "key_arns" {
  description = "KMS key of each purpose: alarms, art, audit, backup, database, fields, functions, images, logs, messages, secrets, speech."
  value       = { for purpose, key in aws_kms_key.purpose : purpose => key.arn }
}

output "user_pools" {
  description = "Cognito user pools, people and caregivers: id, client_id, the issuer their tokens name, and whether they ask for a second factor."
  value = {
    for group, pool in aws_cognito_user_pool.this : group => {
      id            = pool.id
      client_id     = aws_cognito_user_pool_client.app[group].id
      issuer        = "https://${pool.endpoint}"
      second_factor = local.user_pools[group].mfa == "ON"
    }
  }
}

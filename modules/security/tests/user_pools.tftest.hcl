mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  # Caregivers bring a second factor and people need none.
  assert {
    condition     = { for group, pool in aws_cognito_user_pool.this : group => pool.mfa_configuration } == { caregivers = "ON", people = "OFF" }
    error_message = "A code must not stand between a person and their voice."
  }

  assert {
    condition     = aws_cognito_user_pool.this["caregivers"].software_token_mfa_configuration[0].enabled
    error_message = "An authenticator app, not a text message."
  }

  assert {
    condition     = { for group, client in aws_cognito_user_pool_client.app : group => client.refresh_token_validity } == { caregivers = 7, people = 365 }
    error_message = "A board stays signed in for a year, a caregiver for a week."
  }

  # Passwords are long and unbroken not odd.
  assert {
    condition = alltrue([
      for pool in aws_cognito_user_pool.this : pool.password_policy[0].minimum_length >= 12 &&
      !pool.password_policy[0].require_lowercase && !pool.password_policy[0].require_uppercase &&
      !pool.password_policy[0].require_numbers && !pool.password_policy[0].require_symbols
    ])
    error_message = "Length is asked for, kinds of characters are not."
  }

  assert {
    condition     = alltrue([for pool in aws_cognito_user_pool.this : pool.user_pool_add_ons[0].advanced_security_mode == "ENFORCED" && pool.user_pool_tier == "PLUS"])
    error_message = "Threat protection acts, it does not only watch."
  }

  assert {
    condition     = alltrue([for risk in aws_cognito_risk_configuration.this : risk.compromised_credentials_risk_configuration[0].actions[0].event_action == "BLOCK"]) && length(aws_cognito_risk_configuration.this) == 2
    error_message = "A breached password opens neither pool."
  }

  # Nobody signs up by themselves.
  assert {
    condition     = alltrue([for pool in aws_cognito_user_pool.this : pool.admin_create_user_config[0].allow_admin_create_user_only && pool.deletion_protection == "ACTIVE"])
    error_message = "Accounts come from the care team and pools are protected."
  }

  assert {
    condition     = alltrue([for client in aws_cognito_user_pool_client.app : !contains(client.explicit_auth_flows, "ALLOW_USER_PASSWORD_AUTH") && !client.generate_secret])
    error_message = "An app never sends a password in the clear and keeps no secret."
  }

  # Outputs say where tokens come from.
  assert {
    condition = alltrue([
      for group, pool in output.user_pools :
      pool.issuer == "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc" && pool.client_id == aws_cognito_user_pool_client.app[group].id
    ]) && toset(keys(output.user_pools)) == toset(["caregivers", "people"])
    error_message = "The issuer is the address of the pool."
  }

  assert {
    condition     = { for group, pool in output.user_pools : group => pool.second_factor } == { caregivers = true, people = false }
    error_message = "Who is told of the pools is told which of them asks for a second factor."
  }

  assert {
    condition     = output.key_arns == { for purpose, key in aws_kms_key.purpose : purpose => key.arn } && output.boundary_arn == aws_iam_policy.boundary.arn && output.alarm_topic_arn == aws_sns_topic.alarms.arn
    error_message = "Other modules get keys, the boundary and the topic."
  }
}

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_resource "aws_cognito_user_pool" {
    defaults = { endpoint = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc" }
  }
}

variables {
  name                = "alphawolf-test"
  security            = { key_deletion_days = 30, guardduty = true }
  deletion_protection = true
}

run "every_key_rotates_and_can_be_rescued" {
  command = plan

  assert {
    condition     = toset(keys(aws_kms_key.purpose)) == toset(["database", "images", "logs", "messages", "secrets", "speech"])
    error_message = "One key a purpose."
  }

  assert {
    condition     = alltrue([for key in aws_kms_key.purpose : key.enable_key_rotation && key.rotation_period_in_days == 365 && key.deletion_window_in_days == 30])
    error_message = "Keys turn every year and can be rescued for the whole window."
  }

  assert {
    condition     = { for purpose, alias in aws_kms_alias.purpose : purpose => alias.name }["database"] == "alias/alphawolf-test-database"
    error_message = "A key is found by its alias."
  }
}

run "a_key_is_open_to_the_services_that_need_it" {
  command = plan

  assert {
    condition = {
      for purpose, key in aws_kms_key.purpose : purpose => [
        for statement in jsondecode(key.policy).Statement : statement.Principal.Service if can(statement.Principal.Service)
      ]
      } == {
      database = []
      images   = []
      logs     = ["logs.us-east-1.amazonaws.com"]
      messages = ["sns.amazonaws.com"]
      secrets  = []
      speech   = []
    }
    error_message = "Only the services that encrypt in their own name are let in."
  }

  assert {
    condition = alltrue(flatten([
      for key in aws_kms_key.purpose : [
        for statement in jsondecode(key.policy).Statement : can(statement.Condition) || statement.Principal == { AWS = "arn:aws:iam::123456789012:root" }
      ]
    ]))
    error_message = "Everyone but the account itself is let in under a condition."
  }
}

run "nobody_signs_up_by_themselves" {
  command = plan

  assert {
    condition     = aws_cognito_user_pool.this.admin_create_user_config[0].allow_admin_create_user_only
    error_message = "Accounts come from the care team."
  }

  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "ACTIVE" && aws_cognito_user_pool.this.mfa_configuration == "OPTIONAL"
    error_message = "The pool is protected and offers a second factor."
  }

  assert {
    condition     = !contains(aws_cognito_user_pool_client.board.explicit_auth_flows, "ALLOW_USER_PASSWORD_AUTH") && !aws_cognito_user_pool_client.board.generate_secret
    error_message = "A board never sends a password in the clear and keeps no secret."
  }
}

run "outputs_say_where_tokens_come_from" {
  assert {
    condition     = output.user_pool.issuer == "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc" && output.user_pool.client_id == aws_cognito_user_pool_client.board.id
    error_message = "The issuer is the address of the pool."
  }

  assert {
    condition     = output.key_arns == { for purpose, key in aws_kms_key.purpose : purpose => key.arn }
    error_message = "Each purpose has its key."
  }

  assert {
    condition     = output.guardduty_detector_id == aws_guardduty_detector.this[0].id && aws_guardduty_detector.this[0].enable
    error_message = "The detector is on."
  }
}

run "threat_detection_can_be_left_out" {
  variables {
    security            = { key_deletion_days = 7, guardduty = false }
    deletion_protection = false
  }

  assert {
    condition     = length(aws_guardduty_detector.this) == 0 && output.guardduty_detector_id == null
    error_message = "No detector was asked for."
  }

  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "INACTIVE"
    error_message = "An environment for trying things can be taken away."
  }
}

run "refuses_a_key_that_vanishes_too_soon" {
  command = plan
  variables {
    security = { key_deletion_days = 6, guardduty = true }
  }
  expect_failures = [var.security]
}

run "refuses_a_longer_wait_than_kms_offers" {
  command = plan
  variables {
    security = { key_deletion_days = 31, guardduty = true }
  }
  expect_failures = [var.security]
}

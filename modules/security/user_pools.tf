# Two pools, because the two groups can bear different doors. A person with aphasia or a motor impairment may be unable to
# copy a code; their board stays signed in on its own device. A caregiver sees other people's data and brings a second
# factor. Nobody must mix kinds of characters: length and a check against breached passwords protect better.
locals {
  user_pools = {
    caregivers = { mfa = "ON", session_days = 7 }
    people     = { mfa = "OFF", session_days = 365 }
  }
}

resource "aws_cognito_user_pool" "this" {
  for_each = local.user_pools

  name                = "${var.name}-${each.key}"
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  mfa_configuration   = each.value.mfa
  user_pool_tier      = "PLUS"

  # Accounts come from the care team: nobody signs up by themselves.
  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  password_policy {
    minimum_length                   = 12
    password_history_size            = 0
    require_lowercase                = false
    require_numbers                  = false
    require_symbols                  = false
    require_uppercase                = false
    temporary_password_validity_days = 3
  }

  dynamic "software_token_mfa_configuration" {
    for_each = each.value.mfa == "ON" ? [true] : []

    content {
      enabled = software_token_mfa_configuration.value
    }
  }

  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "admin_only"
      priority = 1
    }
  }
}

# A breached password is refused at every door. Nothing else about a sign-in is weighed: caregivers bring a second factor
# each time, and a board must not be locked out for being carried to a day centre.
resource "aws_cognito_risk_configuration" "this" {
  for_each = var.features.sign_in_risk ? aws_cognito_user_pool.this : {}

  user_pool_id = each.value.id

  compromised_credentials_risk_configuration {
    event_filter = ["PASSWORD_CHANGE", "SIGN_IN", "SIGN_UP"]

    actions {
      event_action = "BLOCK"
    }
  }
}

# A board keeps a person signed in for a year without typing; each access token lives an hour.
resource "aws_cognito_user_pool_client" "app" {
  for_each = aws_cognito_user_pool.this

  name         = "${var.name}-${each.key}"
  user_pool_id = each.value.id

  access_token_validity         = 60
  id_token_validity             = 60
  refresh_token_validity        = local.user_pools[each.key].session_days
  enable_token_revocation       = true
  generate_secret               = false
  prevent_user_existence_errors = "ENABLED"

  # ADMIN_USER_PASSWORD needs AWS credentials: it is how `wolfctl token` signs in, never an app.
  explicit_auth_flows = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_SRP_AUTH",
  ]

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}

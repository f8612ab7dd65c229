resource "aws_cognito_user_pool" "this" {
  name                = var.name
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  mfa_configuration   = "OPTIONAL"

  # Accounts come from the care team: nobody signs up by themselves.
  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  password_policy {
    minimum_length                   = 12
    password_history_size            = 0
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = true
    require_uppercase                = true
    temporary_password_validity_days = 3
  }

  software_token_mfa_configuration {
    enabled = true
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "admin_only"
      priority = 1
    }
  }
}

# The board keeps a person signed in for a month without typing; each access token lives an hour.
resource "aws_cognito_user_pool_client" "board" {
  name         = "${var.name}-board"
  user_pool_id = aws_cognito_user_pool.this.id

  access_token_validity         = 60
  id_token_validity             = 60
  refresh_token_validity        = 30
  enable_token_revocation       = true
  generate_secret               = false
  prevent_user_existence_errors = "ENABLED"

  # ADMIN_USER_PASSWORD needs AWS credentials: it is how `wolfctl token` signs in, never a board.
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

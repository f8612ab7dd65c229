# No password is ever in a plan or a state: the first one is drawn as an ephemeral value, written
# through a write-only argument, and read back from the secret when the database is made, so that
# an apply that was cut short cannot leave the two with different ones. Every later one is drawn by
# the rotation function.
locals {
  owner = "alphawolf"
  users = { owner = local.owner, app = "alphawolf_app" }

  # Only a larger number draws new passwords.
  password_version = 1
}

resource "aws_secretsmanager_secret" "user" {
  for_each = local.users

  name                    = "${var.name}-database-${each.key}"
  description             = "PostgreSQL role ${each.value}: username and password."
  kms_key_id              = var.key_arns.secrets
  recovery_window_in_days = var.data.deletion_protection ? 30 : 0
}

ephemeral "aws_secretsmanager_random_password" "user" {
  for_each = local.users

  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "user" {
  for_each = local.users

  secret_id = aws_secretsmanager_secret.user[each.key].id
  secret_string_wo = jsonencode({
    username = each.value
    password = ephemeral.aws_secretsmanager_random_password.user[each.key].random_password
  })
  secret_string_wo_version = local.password_version

  # A version without any label is soon deleted, and would be made anew with a password that the
  # database does not know: FIRST keeps it. AWSCURRENT moves on with every rotation.
  version_stages = ["AWSCURRENT", "FIRST"]

  lifecycle {
    ignore_changes = [version_stages]
  }
}

ephemeral "aws_secretsmanager_secret_version" "owner" {
  secret_id = aws_secretsmanager_secret_version.user["owner"].secret_id
}

# No password is ever in a plan or a state: the first one comes as an ephemeral value and is written through a
# write-only argument. Every later one is drawn by the rotation function.
locals {
  roles = { app = "alphawolf_app", owner = "alphawolf" }

  # Only a larger number writes new passwords.
  password_version = 1
}

resource "aws_secretsmanager_secret" "role" {
  for_each = local.roles

  name                    = "${var.name}-database-${each.key}"
  description             = "PostgreSQL role ${each.value}: username and password."
  kms_key_id              = var.key_arns.secrets
  recovery_window_in_days = var.data.deletion_protection ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "role" {
  for_each = local.roles

  secret_id                = aws_secretsmanager_secret.role[each.key].id
  secret_string_wo         = jsonencode({ username = each.value, password = var.fresh_passwords[each.key] })
  secret_string_wo_version = local.password_version

  # A version without any label is soon deleted, and would be made anew with a password that the
  # database does not know: FIRST keeps it. AWSCURRENT moves on with every rotation.
  version_stages = ["AWSCURRENT", "FIRST"]

  lifecycle {
    ignore_changes = [version_stages]
  }
}

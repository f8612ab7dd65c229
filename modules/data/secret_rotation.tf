# The application alternates between two users, so the one in use stays valid until the rotation
# after next; the owner, which RDS knows by one name only, gets a new password in place.
resource "aws_secretsmanager_secret_rotation" "role" {
  for_each = local.roles

  secret_id           = aws_secretsmanager_secret.role[each.key].id
  rotation_lambda_arn = var.rotation_function_arn
  # The application's role does not exist before the first migration.
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = 30
    duration                 = "4h"
  }

  depends_on = [aws_secretsmanager_secret_version.role]
}

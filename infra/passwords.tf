# Passwords live only while Terraform runs: no plan and no state ever holds one. They are drawn
# here, because a module with ephemeral resources cannot be tested against a mock.
ephemeral "aws_secretsmanager_random_password" "fresh" {
  for_each = toset(["app", "owner"])

  password_length     = 40
  exclude_punctuation = true
}

# The database is given what its secret holds, not what was just drawn: an apply that was cut short
# between the two cannot leave them with different passwords.
ephemeral "aws_secretsmanager_secret_version" "owner" {
  secret_id = module.data.database_secret_arns.owner
}

locals {
  fresh_passwords = { for role, fresh in ephemeral.aws_secretsmanager_random_password.fresh : role => fresh.random_password }
  owner_password  = jsondecode(ephemeral.aws_secretsmanager_secret_version.owner.secret_string).password
}

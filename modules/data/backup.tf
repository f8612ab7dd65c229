locals {
  # As long as point-in-time recovery reaches: what a mistake deleted can be had back either way.
  backup_days = 35
}

# A second set of copies that neither the database's owner nor its administrator can delete.
resource "aws_backup_vault" "this" {
  name          = "${var.name}-backup"
  kms_key_arn   = var.key_arns.backup
  force_destroy = !var.data.deletion_protection
}

# Three days to change one's mind, then nobody can unlock it, not even AWS. Where nothing is
# protected from deletion the lock stays one that its administrator can lift.
resource "aws_backup_vault_lock_configuration" "this" {
  count = var.features.backup_vault_lock ? 1 : 0

  backup_vault_name   = aws_backup_vault.this.name
  changeable_for_days = var.data.deletion_protection ? 3 : null
  min_retention_days  = local.backup_days
  max_retention_days  = 365
}

# The lock binds the days; this binds the people, and is what AWS Config looks for. It refuses to be rewritten too: whoever
# wants another one removes it first, in a change of its own.
resource "aws_backup_vault_policy" "this" {
  count = var.features.backup_vault_lock ? 1 : 0

  backup_vault_name = aws_backup_vault.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "NobodyDeletesByHand"
      Effect    = "Deny"
      Principal = "*"
      Action    = ["backup:DeleteRecoveryPoint", "backup:PutBackupVaultAccessPolicy", "backup:UpdateRecoveryPointLifecycle"]
      Resource  = "*"
    }]
  })
}

resource "aws_backup_plan" "daily" {
  name = "${var.name}-daily"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 5 ? * * *)"
    start_window      = 60
    completion_window = 300

    lifecycle {
      delete_after = local.backup_days
    }
  }
}

resource "aws_backup_selection" "database" {
  name         = "${var.name}-database"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [aws_db_instance.this.arn]
}

resource "aws_iam_role" "backup" {
  name                 = "${var.name}-backup"
  permissions_boundary = var.boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"])

  role       = aws_iam_role.backup.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/${each.key}"
}

# Settings of the whole account: an environment has an account of its own.
resource "aws_s3_account_public_access_block" "this" {
  count = var.features.account_public_access_block ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_ebs_encryption_by_default" "this" {
  count = var.features.ebs_defaults ? 1 : 0

  enabled = true
}

resource "aws_ebs_snapshot_block_public_access" "this" {
  count = var.features.ebs_defaults ? 1 : 0

  state = "block-all-sharing"
}

# People sign in through an identity provider; should a user ever be made by hand, this is the least.
resource "aws_iam_account_password_policy" "this" {
  allow_users_to_change_password = true
  hard_expiry                    = false
  max_password_age               = 90
  minimum_password_length        = 14
  password_reuse_prevention      = 24
  require_lowercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  require_uppercase_characters   = true
}

provider "aws" {
  region = var.region

  # The wrong credentials stop here, before anything is read or changed.
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      environment = var.environment
      owner       = var.owner
      repository  = var.repository
      service     = "alphawolf"
      stack       = "infra"
    }
  }
}

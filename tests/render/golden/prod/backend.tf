terraform {
  backend "s3" {
    bucket       = "alphawolf-terraform-state-123456789012"
    key          = "prod/alphawolf.tfstate"
    region       = "us-east-1"
    kms_key_id   = "arn:aws:kms:us-east-1:123456789012:alias/alphawolf-prod-terraform-state"
    encrypt      = true
    use_lockfile = true
  }
}

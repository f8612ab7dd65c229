terraform {
  backend "s3" {
    bucket       = "alphawolf-terraform-state-123456789012"
    key          = "prod/alphawolf.tfstate"
    region       = "us-east-1"
    kms_key_id   = "arn:aws:kms:us-east-1:123456789012:key/c58d2e71-9a4f-4b3c-a6d8-3e7b1f0c9d52"
    encrypt      = true
    use_lockfile = true
  }
}

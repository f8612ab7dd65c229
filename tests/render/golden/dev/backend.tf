terraform {
  backend "s3" {
    bucket       = "alphawolf-terraform-state-111122223333"
    key          = "dev/alphawolf.tfstate"
    region       = "us-east-1"
    kms_key_id   = "arn:aws:kms:us-east-1:111122223333:alias/alphawolf-dev-terraform-state"
    encrypt      = true
    use_lockfile = true
  }
}

terraform {
  backend "s3" {
    bucket       = "alphawolf-terraform-state-444455556666"
    key          = "staging/alphawolf.tfstate"
    region       = "us-east-1"
    kms_key_id   = "arn:aws:kms:us-east-1:444455556666:alias/alphawolf-staging-terraform-state"
    encrypt      = true
    use_lockfile = true
  }
}

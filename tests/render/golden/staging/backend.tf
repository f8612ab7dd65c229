terraform {
  backend "s3" {
    bucket       = "alphawolf-terraform-state-444455556666"
    key          = "staging/alphawolf.tfstate"
    region       = "us-east-1"
    kms_key_id   = "arn:aws:kms:us-east-1:444455556666:key/7e3b9d42-1f8c-4e6a-8b27-5c9a0e1f2d3b"
    encrypt      = true
    use_lockfile = true
  }
}

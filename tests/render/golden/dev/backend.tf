terraform {
  backend "s3" {
    bucket       = "alphawolf-terraform-state-111122223333"
    key          = "dev/alphawolf.tfstate"
    region       = "us-east-1"
    kms_key_id   = "arn:aws:kms:us-east-1:111122223333:key/2a1c6f0e-5b7d-4c1a-9a55-0d6f1b2c3d4e"
    encrypt      = true
    use_lockfile = true
  }
}

"""Rules as data, checked against what Terraform is about to build. Pure: parsed JSON and text in, findings out."""

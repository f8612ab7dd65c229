# Its default standards are AWS's Foundational Security Best Practices and the CIS benchmark.
resource "aws_securityhub_account" "this" {
  count = var.features.security_hub ? 1 : 0

  control_finding_generator = "SECURITY_CONTROL"
  enable_default_standards  = true
}

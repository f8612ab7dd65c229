resource "aws_guardduty_detector" "this" {
  count = var.security.guardduty ? 1 : 0

  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

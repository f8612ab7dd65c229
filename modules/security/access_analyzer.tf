# Reports whatever is shared with someone outside this account.
resource "aws_accessanalyzer_analyzer" "this" {
  count = var.features.access_analyzer ? 1 : 0

  analyzer_name = var.name
  type          = "ACCOUNT"
}

# Which behaviour answered, never the path: a path holds a person's id. Nor queries, cookies, addresses.
resource "aws_cloudwatch_log_delivery_source" "cdn" {
  for_each = local.cdn

  name         = "${var.name}-cdn"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.this[each.key].arn
}

resource "aws_cloudwatch_log_delivery_destination" "cdn" {
  for_each = local.cdn

  name          = "${var.name}-cdn"
  output_format = "json"

  delivery_destination_configuration {
    destination_resource_arn = "${var.buckets.access_logs.arn}/cloudfront"
  }
}

resource "aws_cloudwatch_log_delivery" "cdn" {
  for_each = local.cdn

  delivery_source_name     = aws_cloudwatch_log_delivery_source.cdn[each.key].name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.cdn[each.key].arn

  record_fields = [
    "date", "time", "x-edge-location", "x-edge-request-id", "cs-method", "cache-behavior-path-pattern", "sc-status",
    "x-edge-result-type", "x-edge-detailed-result-type", "sc-bytes", "time-taken", "ssl-protocol", "cs-protocol-version",
  ]
}

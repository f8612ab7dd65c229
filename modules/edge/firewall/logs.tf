# WAF writes only to groups whose name begins so.
resource "aws_cloudwatch_log_group" "this" {
  name              = "aws-waf-logs-${var.name}"
  kms_key_id        = var.logs.key_arn
  retention_in_days = var.logs.retention_days
}

# What was refused or counted, and by which rule; neither who signed in nor which person it was about.
resource "aws_wafv2_web_acl_logging_configuration" "this" {
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]
  resource_arn            = aws_wafv2_web_acl.this.arn

  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      dynamic "condition" {
        for_each = toset(["BLOCK", "COUNT"])

        content {
          action_condition {
            action = condition.key
          }
        }
      }
    }
  }

  dynamic "redacted_fields" {
    for_each = toset(["authorization", "cookie"])

    content {
      single_header {
        name = redacted_fields.key
      }
    }
  }

  # Searches, people's ids, and a socket's ticket.
  redacted_fields {
    query_string {}
  }

  # A path holds a person's id.
  redacted_fields {
    uri_path {}
  }
}

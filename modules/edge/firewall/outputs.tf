output "arn" {
  description = "ARN of the web ACL, once what it refuses is logged."
  value       = aws_wafv2_web_acl.this.arn

  depends_on = [aws_wafv2_web_acl_logging_configuration.this]
}

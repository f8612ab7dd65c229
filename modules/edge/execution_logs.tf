# API Gateway writes what goes wrong inside a stage to groups of its own naming. Made here, before their stages: it would
# make them on first use, unencrypted and kept for ever.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
resource "aws_cloudwatch_log_group" "rest_execution" {
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.this.id}/${local.rest_stage}"
  kms_key_id        = var.log_key_arn
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "websocket_execution" {
  name              = "/aws/apigateway/${aws_apigatewayv2_api.notifications.id}/${local.websocket_stage}"
  kms_key_id        = var.log_key_arn
  retention_in_days = var.log_retention_days
}

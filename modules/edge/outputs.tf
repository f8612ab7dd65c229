output "rest_api" {
  description = "REST API: its id, its stage, and the URL that stage answers on."
  value = {
    id    = aws_api_gateway_rest_api.this.id
    stage = aws_api_gateway_stage.this.stage_name
    url   = aws_api_gateway_stage.this.invoke_url
  }
}

# Made of the API's id and the stage's fixed name, so that the functions can be told these
# addresses before the routes that call those functions exist.
output "websocket" {
  description = "WebSocket API: id, stage, the URLs for clients and for pushing, and the ARN for pushing."
  value = {
    id              = aws_apigatewayv2_api.notifications.id
    stage           = local.websocket_stage
    url             = "wss://${local.websocket_host}/${local.websocket_stage}"
    connections_url = "https://${local.websocket_host}/${local.websocket_stage}"
    connections_arn = "${aws_apigatewayv2_api.notifications.execution_arn}/${local.websocket_stage}/POST/@connections/*"
  }
}

output "target_group_arn" {
  description = "Target group in which the API's tasks register."
  value       = aws_lb_target_group.api.arn

  # ECS refuses a target group that no load balancer uses yet.
  depends_on = [aws_lb_listener.api]
}

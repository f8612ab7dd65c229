output "access_log_groups" {
  description = "Log group of the access logs of each API: rest and websocket."
  value       = { for key, group in aws_cloudwatch_log_group.access : key => group.name }
}

output "cdn" {
  description = "CloudFront: its URL, its distribution's ARN, and the paths that a signed cookie opens; null where there is none."
  value = length(local.cdn) == 0 ? null : {
    url              = "https://${local.hosts.cdn}"
    distribution_arn = aws_cloudfront_distribution.this["cdn"].arn
    personal_paths   = keys(local.personal_paths)
  }
}

output "load_balancer" {
  description = "Load balancer and target group, as CloudWatch names them in its metrics."
  value = {
    load_balancer = aws_lb.api.arn_suffix
    target_group  = aws_lb_target_group.api.arn_suffix
  }
}

output "name_servers" {
  description = "Where the domain must be delegated to, if this stack holds its zone."
  value       = flatten(aws_route53_zone.own[*].name_servers)
}

output "rest_api" {
  description = "REST API: its id and name, its stage, and the URL that stage answers on."
  value = {
    id    = aws_api_gateway_rest_api.this.id
    name  = aws_api_gateway_rest_api.this.name
    stage = aws_api_gateway_stage.this.stage_name
    url   = var.edge.domain == null ? aws_api_gateway_stage.this.invoke_url : "https://${local.hosts.api}"
  }
}

# Made of the API's id and the stage's fixed name, so that the API can be told of them before the routes exist that call
# functions. The stage's own address, not the domain's: what comes back to the gateway needs no name of ours.
output "rest_stage" {
  description = "What is known of the REST API before its routes: its name, its stage's, and the URL at which tasks are read anew after a write, null where none are kept."
  value = {
    api       = aws_api_gateway_rest_api.this.name
    name      = local.rest_stage
    purge_url = var.features.stage_cache && contains(keys(local.cached), "GET /tasks") ? "https://${local.rest_host}/${local.rest_stage}" : null
  }
}

output "web_acl_names" {
  description = "Web ACLs by what they stand before: rest, and cdn where there is one."
  value       = { for door in keys(local.doors) : door => "${var.name}-${door}" }
}

# Made of the API's id and the stage's fixed name, so that the functions can be told these
# addresses before the routes that call those functions exist.
output "websocket" {
  description = "WebSocket API: id, stage, the URLs for clients and for pushing, and the ARN for pushing."
  value = {
    id              = aws_apigatewayv2_api.notifications.id
    stage           = local.websocket_stage
    url             = var.edge.domain == null ? "wss://${local.websocket_host}/${local.websocket_stage}" : "wss://${local.hosts.notifications}"
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

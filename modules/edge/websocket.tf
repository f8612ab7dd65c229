data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  websocket_stage = "notifications"
  websocket_host  = "${aws_apigatewayv2_api.notifications.id}.execute-api.${data.aws_region.current.name}.amazonaws.com"

  # $connect alone is authorized: the rest travel on the socket that it opened. What the function
  # returns to a message of $default goes back on the socket that sent it.
  websocket_routes = {
    "$connect"    = { authorized = true, answers = false }
    "$default"    = { authorized = false, answers = true }
    "$disconnect" = { authorized = false, answers = false }
  }
}

resource "aws_apigatewayv2_api" "notifications" {
  name                       = "${var.name}-notifications"
  description                = "Pushes to the sockets of caregivers and boards."
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

# A browser cannot set headers on a WebSocket: it brings a ticket, good once and for a minute.
resource "aws_apigatewayv2_authorizer" "ticket" {
  api_id           = aws_apigatewayv2_api.notifications.id
  name             = "${var.name}-ticket"
  authorizer_type  = "REQUEST"
  authorizer_uri   = var.functions.authorize.invoke_arn
  identity_sources = ["route.request.querystring.ticket"]

  lifecycle {
    # Both belong to HTTP APIs and cannot be set on this one; an emulator reports them all the same.
    ignore_changes = [authorizer_payload_format_version, jwt_configuration]
  }
}

resource "aws_apigatewayv2_integration" "connections" {
  api_id             = aws_apigatewayv2_api.notifications.id
  integration_type   = "AWS_PROXY"
  integration_method = "POST"
  integration_uri    = var.functions.connections.invoke_arn
}

resource "aws_apigatewayv2_route" "notifications" {
  #checkov:skip=CKV_AWS_309:A WebSocket is authorized once, on $connect; AWS takes no authorizer on any other route
  for_each = local.websocket_routes

  api_id             = aws_apigatewayv2_api.notifications.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.connections.id}"
  authorization_type = each.value.authorized ? "CUSTOM" : "NONE"
  authorizer_id      = each.value.authorized ? aws_apigatewayv2_authorizer.ticket.id : null

  route_response_selection_expression = each.value.answers ? "$default" : null
}

resource "aws_apigatewayv2_route_response" "default" {
  api_id             = aws_apigatewayv2_api.notifications.id
  route_id           = aws_apigatewayv2_route.notifications["$default"].id
  route_response_key = "$default"
}

resource "aws_apigatewayv2_deployment" "notifications" {
  api_id = aws_apigatewayv2_api.notifications.id

  triggers = {
    picture = sha256(jsonencode([
      local.websocket_routes, var.functions.authorize.invoke_arn, var.functions.connections.invoke_arn,
    ]))
  }

  depends_on = [aws_apigatewayv2_route.notifications, aws_apigatewayv2_route_response.default]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_apigatewayv2_stage" "notifications" {
  api_id                = aws_apigatewayv2_api.notifications.id
  deployment_id         = aws_apigatewayv2_deployment.notifications.id
  name                  = local.websocket_stage
  client_certificate_id = one(aws_api_gateway_client_certificate.stages[*].id)

  default_route_settings {
    data_trace_enabled       = false
    detailed_metrics_enabled = true
    logging_level            = "ERROR"
    throttling_burst_limit   = var.edge.throttle_burst
    throttling_rate_limit    = var.edge.throttle_rate
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access["websocket"].arn
    format = jsonencode({
      at         = "$context.requestTimeEpoch"
      connection = "$context.connectionId"
      error      = "$context.error.responseType"
      event      = "$context.eventType"
      request_id = "$context.requestId"
      route      = "$context.routeKey"
      status     = "$context.status"
    })
  }

  depends_on = [aws_api_gateway_account.this, aws_cloudwatch_log_group.websocket_execution]
}

resource "aws_lambda_permission" "ticket_authorizer" {
  statement_id  = "TicketAuthorizer"
  action        = "lambda:InvokeFunction"
  function_name = var.functions.authorize.arn
  qualifier     = "live"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.notifications.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.ticket.id}"
}

resource "aws_lambda_permission" "connections" {
  for_each = local.websocket_routes

  statement_id  = title(trimprefix(each.key, "$"))
  action        = "lambda:InvokeFunction"
  function_name = var.functions.connections.arn
  qualifier     = "live"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.notifications.execution_arn}/*/${each.key}"
}

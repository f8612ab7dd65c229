mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

# Its rules are tested beside them.
override_module {
  target  = module.firewall
  outputs = { arn = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/made-up/1" }
}

variables {
  name                = "alphawolf-test"
  api                 = { port = 8080, direct_url = null }
  boundary_arn        = "arn:aws:iam::123456789012:policy/boundary"
  deletion_protection = true
  features            = { client_certificates = true, stage_cache = true, vpc_link = true }
  log_key_arn         = "arn:aws:kms:us-east-1:123456789012:key/logs"
  log_retention_days  = 90

  edge = {
    stage_cache_gb      = "0.5"
    symbols_cache_ttl_s = 300
    personal_cache      = true
    throttle_rate       = 500
    throttle_burst      = 1000
    authorizer_ttl_s    = 60
    waf                 = { requests_per_ip = 1000, alerts_per_ip = 3000 }
    domain              = null
    cdn                 = null
  }

  buckets = {
    access_logs = { arn = "arn:aws:s3:::access-logs", name = "access-logs" }
    art         = { domain_name = "art.s3.us-east-1.amazonaws.com" }
    speech      = { domain_name = "speech.s3.us-east-1.amazonaws.com" }
  }

  functions = {
    authorize   = { arn = "arn:aws:lambda:us-east-1:123456789012:function:authorize", invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/authorize" }
    connections = { arn = "arn:aws:lambda:us-east-1:123456789012:function:connections", invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/connections" }
  }

  network = {
    vpc_id             = "vpc-1"
    private_subnet_ids = ["subnet-a", "subnet-b"]
    security_group_id  = "sg-load-balancer"
  }
}

run "a_socket_is_opened_by_a_ticket_and_its_addresses_are_known_before_its_routes" {
  command = plan

  assert {
    condition = { for key, route in aws_apigatewayv2_route.notifications : key => [route.authorization_type, coalesce(route.route_response_selection_expression, "none")] } == {
      "$connect"    = ["CUSTOM", "none"]
      "$default"    = ["NONE", "$default"]
      "$disconnect" = ["NONE", "none"]
    }
    error_message = "Three routes: the first is guarded, the second talks back."
  }

  assert {
    condition     = aws_apigatewayv2_route.notifications["$connect"].authorizer_id == aws_apigatewayv2_authorizer.ticket.id && aws_apigatewayv2_authorizer.ticket.identity_sources == toset(["route.request.querystring.ticket"])
    error_message = "A socket is opened by a ticket."
  }

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.notifications : route.target == "integrations/${aws_apigatewayv2_integration.connections.id}"]) && aws_apigatewayv2_integration.connections.integration_uri == var.functions.connections.invoke_arn
    error_message = "All three go to the connections function, by its alias."
  }

  assert {
    condition = { for key, permission in aws_lambda_permission.connections : key => [permission.statement_id, permission.source_arn, permission.qualifier] } == {
      "$connect"    = ["Connect", "arn:aws:execute-api:us-east-1:123456789012:socket/*/$connect", "live"]
      "$default"    = ["Default", "arn:aws:execute-api:us-east-1:123456789012:socket/*/$default", "live"]
      "$disconnect" = ["Disconnect", "arn:aws:execute-api:us-east-1:123456789012:socket/*/$disconnect", "live"]
    }
    error_message = "One permission a route, on the alias."
  }

  assert {
    condition     = aws_lambda_permission.ticket_authorizer.source_arn == "arn:aws:execute-api:us-east-1:123456789012:socket/authorizers/${aws_apigatewayv2_authorizer.ticket.id}"
    error_message = "Only this API's authorizer may call the function."
  }

  assert {
    condition = output.websocket == {
      connections_arn = "arn:aws:execute-api:us-east-1:123456789012:socket/notifications/POST/@connections/*"
      connections_url = "https://socket.execute-api.us-east-1.amazonaws.com/notifications"
      id              = "socket"
      stage           = "notifications"
      url             = "wss://socket.execute-api.us-east-1.amazonaws.com/notifications"
    }
    error_message = "Clients and functions are told the same API and stage."
  }

  assert {
    condition     = aws_apigatewayv2_stage.notifications.name == "notifications" && aws_apigatewayv2_stage.notifications.default_route_settings[0].throttling_rate_limit == 500
    error_message = "The stage is the one in the addresses, and throttled."
  }
}

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

run "every_route_is_guarded_looked_at_and_logged_without_its_content" {
  command = plan

  assert {
    condition = { for key, method in aws_api_gateway_method.route : key => method.authorization } == {
      "ANY /{proxy+}"                 = "CUSTOM"
      "GET /alerts"                   = "CUSTOM"
      "GET /alerts/{id}"              = "CUSTOM"
      "GET /console/{file}"           = "NONE"
      "GET /docs"                     = "NONE"
      "GET /docs/{asset}"             = "NONE"
      "GET /health/live"              = "NONE"
      "GET /health/ready"             = "NONE"
      "GET /me"                       = "CUSTOM"
      "GET /notifications"            = "CUSTOM"
      "GET /openapi.json"             = "NONE"
      "GET /symbols"                  = "CUSTOM"
      "GET /tasks"                    = "CUSTOM"
      "GET /user/{id}/symbols"        = "CUSTOM"
      "POST /alerts"                  = "CUSTOM"
      "POST /alerts/{id}/acknowledge" = "CUSTOM"
      "POST /intents"                 = "CUSTOM"
      "POST /me"                      = "CUSTOM"
      "POST /notifications/ticket"    = "CUSTOM"
      "POST /tasks"                   = "CUSTOM"
      "PUT /user/{id}/symbols"        = "CUSTOM"
    }
    error_message = "A route was added, lost or left open."
  }

  assert {
    condition = alltrue([
      for key, method in aws_api_gateway_method.route :
      method.authorizer_id == (method.authorization == "NONE" ? null : aws_api_gateway_authorizer.this[lookup({ "ANY /{proxy+}" = "unlisted", "GET /tasks" = "person" }, key, "caller")].id)
    ])
    error_message = "Guarded routes ask the authorizer of the caller, the tasks that of the person, and what is not listed its own."
  }

  assert {
    condition = alltrue([
      aws_api_gateway_resource.depth_1["/{proxy+}"].parent_id == "root",
      aws_api_gateway_integration.route["ANY /{proxy+}"].integration_http_method == "ANY",
      aws_api_gateway_integration.route["ANY /{proxy+}"].uri == "http://api.internal:8080/{proxy}",
      aws_api_gateway_integration.route["ANY /{proxy+}"].request_parameters == tomap({ "integration.request.path.proxy" = "method.request.path.proxy" }),
      length(coalesce(aws_api_gateway_integration.route["ANY /{proxy+}"].cache_key_parameters, [])) == 0,
      !contains(values(aws_api_gateway_method_settings.cached)[*].method_path, "{proxy+}/ANY"),
    ])
    error_message = "A route of the API that nobody listed is reached, by its own method and path, and never kept."
  }

  assert {
    condition     = keys(module.firewall) == ["rest"] && aws_wafv2_web_acl_association.rest[0].resource_arn == aws_api_gateway_stage.this.arn && aws_wafv2_web_acl_association.rest[0].web_acl_arn == module.firewall["rest"].arn
    error_message = "The stage is guarded in every environment."
  }

  assert {
    condition = (
      aws_api_gateway_resource.depth_1["/user"].parent_id == "root"
      && aws_api_gateway_resource.depth_2["/user/{id}"].parent_id == aws_api_gateway_resource.depth_1["/user"].id
      && aws_api_gateway_resource.depth_3["/user/{id}/symbols"].parent_id == aws_api_gateway_resource.depth_2["/user/{id}"].id
      && aws_api_gateway_resource.depth_3["/user/{id}/symbols"].path_part == "symbols"
    )
    error_message = "The tree of resources is the tree of paths."
  }

  assert {
    condition     = length(local.resources[3]) == 0
    error_message = "A path is deeper than the resources that are made for it."
  }

  assert {
    condition     = alltrue([for key, method in aws_api_gateway_method.route : method.resource_id == local.resource_ids[split(" ", key)[1]]])
    error_message = "Each method answers on its own path."
  }

  assert {
    condition     = alltrue([for key, route in aws_api_gateway_integration.route : route.uri == "http://api.internal:8080${replace(split(" ", key)[1], "+}", "}")}" && route.connection_type == "VPC_LINK" && route.connection_id == aws_api_gateway_vpc_link.api[0].id && route.type == "HTTP_PROXY"])
    error_message = "The API is reached on its own path, through the link."
  }

  assert {
    condition     = aws_api_gateway_integration.route["PUT /user/{id}/symbols"].request_parameters == tomap({ "integration.request.path.id" = "method.request.path.id" })
    error_message = "What stands in the path is handed on."
  }

  assert {
    condition     = aws_api_gateway_vpc_link.api[0].target_arns == tolist([aws_lb.api.arn])
    error_message = "The link leads to the load balancer."
  }

  assert {
    condition     = alltrue([for response in aws_api_gateway_gateway_response.problem : response.response_parameters["gatewayresponse.header.Content-Type"] == "'application/problem+json'" && !strcontains(response.response_templates["application/json"], "$context")])
    error_message = "A refusal is problem+json made of constants."
  }

  assert {
    condition     = { for key, response in aws_api_gateway_gateway_response.problem : key => jsondecode(response.response_templates["application/json"]).status if response.status_code != null } == { ACCESS_DENIED = 403, BAD_REQUEST_BODY = 422, BAD_REQUEST_PARAMETERS = 422, MISSING_AUTHENTICATION_TOKEN = 404, THROTTLED = 429, UNAUTHORIZED = 401 }
    error_message = "A problem repeats its own status."
  }

  assert {
    condition     = alltrue([for name in ["$context.path", "$context.authorizer.claims", "$context.authorizer.principalId", "$context.identity", "$input", "queryString"] : !strcontains(aws_api_gateway_stage.this.access_log_settings[0].format, name) && !strcontains(aws_apigatewayv2_stage.notifications.access_log_settings[0].format, name)])
    error_message = "A path holds a person's id; a query string holds a ticket."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.access : group.kms_key_id == var.log_key_arn && group.retention_in_days == 90])
    error_message = "Access logs are encrypted and do not stay for ever."
  }

  assert {
    condition     = [aws_cloudwatch_log_group.rest_execution.name, aws_cloudwatch_log_group.websocket_execution.name] == ["API-Gateway-Execution-Logs_rest/v1", "/aws/apigateway/socket/notifications"]
    error_message = "Under another name API Gateway makes its own group."
  }

  assert {
    condition     = alltrue([for group in [aws_cloudwatch_log_group.rest_execution, aws_cloudwatch_log_group.websocket_execution] : group.kms_key_id == var.log_key_arn && group.retention_in_days == 90])
    error_message = "Execution logs are encrypted and do not stay for ever."
  }

  assert {
    condition     = !aws_api_gateway_method_settings.all.settings[0].data_trace_enabled && !aws_apigatewayv2_stage.notifications.default_route_settings[0].data_trace_enabled
    error_message = "Bodies are never traced."
  }

  assert {
    condition     = aws_lb.api.internal && aws_lb.api.load_balancer_type == "network" && aws_lb.api.security_groups == toset(["sg-load-balancer"]) && aws_lb.api.enforce_security_group_inbound_rules_on_private_link_traffic == "off"
    error_message = "Only the VPC link's traffic gets past its security group."
  }

  assert {
    condition     = aws_lb_target_group.api.target_type == "ip" && aws_lb_target_group.api.port == 8080 && aws_lb_target_group.api.health_check[0].path == "/health/live" && aws_lb_listener.api.default_action[0].target_group_arn == aws_lb_target_group.api.arn
    error_message = "It sends to tasks that say they are ready."
  }

  assert {
    condition     = output.target_group_arn == aws_lb_target_group.api.arn && output.rest_api.id == "rest" && output.rest_api.stage == "v1"
    error_message = "The outputs name what was made."
  }

  assert {
    condition     = aws_api_gateway_stage.this.client_certificate_id == aws_api_gateway_client_certificate.stages[0].id && aws_apigatewayv2_stage.notifications.client_certificate_id == aws_api_gateway_client_certificate.stages[0].id
    error_message = "The API can tell API Gateway from everybody else."
  }

  assert {
    condition     = alltrue([for key, method in aws_api_gateway_method.route : method.request_validator_id == aws_api_gateway_request_validator.this[try(method.request_models["application/json"], null) == null ? "parameters" : "body"].id])
    error_message = "A method without a validator lets anything through."
  }

  assert {
    condition     = aws_api_gateway_request_validator.this["body"].validate_request_body && alltrue([for validator in aws_api_gateway_request_validator.this : validator.validate_request_parameters])
    error_message = "Both look at parameters, one also at the body."
  }

  assert {
    condition     = { for key, method in aws_api_gateway_method.route : key => method.request_models["application/json"] if method.request_models != null } == { "POST /alerts" = "RaiseAlert", "POST /intents" = "UnderstandIntent", "PUT /user/{id}/symbols" = "Board" }
    error_message = "Every route that takes a body has its schema."
  }

  assert {
    condition     = { for key, method in aws_api_gateway_method.route : key => [for name, required in method.request_parameters : name if required && !strcontains(name, ".path.")] if length([for name, required in method.request_parameters : name if required && !strcontains(name, ".path.")]) > 0 } == { "GET /tasks" = ["method.request.querystring.user_id"], "POST /alerts" = ["method.request.header.Idempotency-Key"] }
    error_message = "What the API cannot do without is asked for."
  }

  assert {
    condition     = aws_lb.api.enable_deletion_protection && aws_lb.api.enable_cross_zone_load_balancing && aws_lb.api.access_logs[0].enabled && aws_lb.api.access_logs[0].bucket == "access-logs"
    error_message = "It is protected, spread over the zones and logged."
  }

  assert {
    condition     = tonumber(aws_lb_target_group.api.deregistration_delay) * 1000 >= 3 * max([for route in aws_api_gateway_integration.route : route.timeout_milliseconds]...) && !aws_lb_target_group.api.connection_termination
    error_message = "A task that goes has time for the longest request, and its connections are not cut."
  }

  assert {
    condition     = aws_lb_listener.api.protocol == "TCP" && aws_lb_listener.api.certificate_arn == null
    error_message = "There is no certificate to speak TLS with."
  }
}

run "what_an_emulator_lacks_can_be_left_out" {
  command = plan

  variables {
    api      = { port = 4000, direct_url = "http://127.0.0.1:4000" }
    features = { client_certificates = false, stage_cache = false, vpc_link = false }
  }

  assert {
    condition     = length(aws_api_gateway_vpc_link.api) == 0 && alltrue([for key, route in aws_api_gateway_integration.route : route.uri == "http://127.0.0.1:4000${replace(split(" ", key)[1], "+}", "}")}" && route.connection_type == "INTERNET" && route.connection_id == null])
    error_message = "Without the link the API is called where it is."
  }

  assert {
    condition     = aws_api_gateway_stage.this.cache_cluster_enabled == false && aws_api_gateway_stage.this.cache_cluster_size == null
    error_message = "No cache was asked for."
  }

  assert {
    condition     = aws_api_gateway_stage.this.client_certificate_id == null && aws_apigatewayv2_stage.notifications.client_certificate_id == null
    error_message = "No certificate can be made."
  }
}

run "with_a_domain_the_vpc_link_speaks_tls" {
  command = plan

  variables {
    edge = merge(var.edge, { domain = { name = "alphawolf.test", zone_id = "Z1GIVEN" } })
  }

  assert {
    condition     = aws_lb_listener.api.protocol == "TLS" && aws_lb_listener.api.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && aws_lb_listener.api.certificate_arn == aws_acm_certificate_validation.this[0].certificate_arn
    error_message = "TLS 1.2 or newer, with the domain's certificate."
  }

  assert {
    condition     = alltrue([for key, route in aws_api_gateway_integration.route : route.uri == "https://api.alphawolf.test:8080${replace(split(" ", key)[1], "+}", "}")}"])
    error_message = "API Gateway asks for the name that the certificate holds."
  }
}

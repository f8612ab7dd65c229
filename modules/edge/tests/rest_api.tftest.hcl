mock_provider "aws" {
  source = "./tests/mocks"
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

run "every_route_is_there_and_all_but_health_and_docs_are_guarded" {
  assert {
    condition = { for key, method in aws_api_gateway_method.route : key => method.authorization } == {
      "DELETE /break-glass/{id}"          = "CUSTOM"
      "DELETE /contact-methods/{id}"      = "CUSTOM"
      "DELETE /invitations/{id}"          = "CUSTOM"
      "DELETE /organisation-admins/{id}"  = "CUSTOM"
      "DELETE /relations/{id}"            = "CUSTOM"
      "GET /alerts/{id}"                  = "CUSTOM"
      "GET /contact-methods"              = "CUSTOM"
      "GET /docs"                         = "NONE"
      "GET /health/live"                  = "NONE"
      "GET /health/ready"                 = "NONE"
      "GET /me"                           = "CUSTOM"
      "GET /notifications"                = "CUSTOM"
      "GET /openapi.json"                 = "NONE"
      "GET /organisations"                = "CUSTOM"
      "GET /organisations/{id}/admins"    = "CUSTOM"
      "GET /organisations/{id}/people"    = "CUSTOM"
      "GET /people"                       = "CUSTOM"
      "GET /people/{id}"                  = "CUSTOM"
      "GET /people/{id}/break-glass"      = "CUSTOM"
      "GET /people/{id}/invitations"      = "CUSTOM"
      "GET /people/{id}/relations"        = "CUSTOM"
      "GET /symbols"                      = "CUSTOM"
      "GET /tasks"                        = "CUSTOM"
      "GET /user/{id}/symbols"            = "CUSTOM"
      "PATCH /contact-methods/{id}"       = "CUSTOM"
      "PATCH /people/{id}"                = "CUSTOM"
      "PATCH /relations/{id}"             = "CUSTOM"
      "POST /alerts"                      = "CUSTOM"
      "POST /alerts/{id}/acknowledge"     = "CUSTOM"
      "POST /break-glass/{id}/review"     = "CUSTOM"
      "POST /contact-methods"             = "CUSTOM"
      "POST /contact-methods/{id}/code"   = "CUSTOM"
      "POST /contact-methods/{id}/verify" = "CUSTOM"
      "POST /intents"                     = "CUSTOM"
      "POST /invitations/accept"          = "CUSTOM"
      "POST /invitations/decline"         = "CUSTOM"
      "POST /invitations/open"            = "CUSTOM"
      "POST /me"                          = "CUSTOM"
      "POST /notifications/ticket"        = "CUSTOM"
      "POST /organisations"               = "CUSTOM"
      "POST /organisations/{id}/admins"   = "CUSTOM"
      "POST /people"                      = "CUSTOM"
      "POST /people/{id}/break-glass"     = "CUSTOM"
      "POST /people/{id}/invitations"     = "CUSTOM"
      "PUT /organisations/{id}"           = "CUSTOM"
      "PUT /people/{id}/organisation"     = "CUSTOM"
      "PUT /user/{id}/symbols"            = "CUSTOM"
    }
    error_message = "A route was added, lost or left open."
  }

  assert {
    condition     = alltrue([for key, method in aws_api_gateway_method.route : method.authorizer_id == (method.authorization == "NONE" ? null : aws_api_gateway_authorizer.this[key == "GET /tasks" ? "person" : "caller"].id)])
    error_message = "Guarded routes ask the authorizer of the caller, the tasks that of the person."
  }
}

run "each_resource_hangs_under_its_own_parent" {
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
}

run "calls_go_through_the_vpc_link_with_their_path" {
  assert {
    condition     = alltrue([for key, route in aws_api_gateway_integration.route : route.uri == "http://api.internal:8080${split(" ", key)[1]}" && route.connection_type == "VPC_LINK" && route.connection_id == aws_api_gateway_vpc_link.api[0].id && route.type == "HTTP_PROXY"])
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
}

run "what_an_emulator_lacks_can_be_left_out" {
  variables {
    api      = { port = 4000, direct_url = "http://127.0.0.1:4000" }
    features = { client_certificates = false, stage_cache = false, vpc_link = false }
  }

  assert {
    condition     = length(aws_api_gateway_vpc_link.api) == 0 && alltrue([for key, route in aws_api_gateway_integration.route : route.uri == "http://127.0.0.1:4000${split(" ", key)[1]}" && route.connection_type == "INTERNET" && route.connection_id == null])
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

run "refusals_are_problems_and_echo_nothing" {
  assert {
    condition     = alltrue([for response in aws_api_gateway_gateway_response.problem : response.response_parameters["gatewayresponse.header.Content-Type"] == "'application/problem+json'" && !strcontains(response.response_templates["application/json"], "$context")])
    error_message = "A refusal is problem+json made of constants."
  }

  assert {
    condition     = { for key, response in aws_api_gateway_gateway_response.problem : key => jsondecode(response.response_templates["application/json"]).status if response.status_code != null } == { ACCESS_DENIED = 403, BAD_REQUEST_BODY = 422, BAD_REQUEST_PARAMETERS = 422, MISSING_AUTHENTICATION_TOKEN = 404, THROTTLED = 429, UNAUTHORIZED = 401 }
    error_message = "A problem repeats its own status."
  }
}

run "access_logs_hold_no_path_and_no_token" {
  assert {
    condition     = alltrue([for name in ["$context.path", "$context.authorizer.claims", "$context.authorizer.principalId", "$context.identity", "$input", "queryString"] : !strcontains(aws_api_gateway_stage.this.access_log_settings[0].format, name) && !strcontains(aws_apigatewayv2_stage.notifications.access_log_settings[0].format, name)])
    error_message = "A path holds a person's id; a query string holds a ticket."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.access : group.kms_key_id == var.log_key_arn && group.retention_in_days == 90])
    error_message = "Access logs are encrypted and do not stay for ever."
  }

  assert {
    condition     = !aws_api_gateway_method_settings.all.settings[0].data_trace_enabled && !aws_apigatewayv2_stage.notifications.default_route_settings[0].data_trace_enabled
    error_message = "Bodies are never traced."
  }
}

run "the_load_balancer_is_internal" {
  assert {
    condition     = aws_lb.api.internal && aws_lb.api.load_balancer_type == "network" && aws_lb.api.security_groups == toset(["sg-load-balancer"]) && aws_lb.api.enforce_security_group_inbound_rules_on_private_link_traffic == "off"
    error_message = "Only the VPC link's traffic gets past its security group."
  }

  assert {
    condition     = aws_lb_target_group.api.target_type == "ip" && aws_lb_target_group.api.port == 8080 && aws_lb_target_group.api.health_check[0].path == "/health/ready" && aws_lb_listener.api.default_action[0].target_group_arn == aws_lb_target_group.api.arn
    error_message = "It sends to tasks that say they are ready."
  }

  assert {
    condition     = output.target_group_arn == aws_lb_target_group.api.arn && output.rest_api.id == "rest" && output.rest_api.stage == "v1"
    error_message = "The outputs name what was made."
  }
}

run "both_stages_show_the_api_a_certificate" {
  assert {
    condition     = aws_api_gateway_stage.this.client_certificate_id == aws_api_gateway_client_certificate.stages[0].id && aws_apigatewayv2_stage.notifications.client_certificate_id == aws_api_gateway_client_certificate.stages[0].id
    error_message = "The API can tell API Gateway from everybody else."
  }
}

run "every_request_is_looked_at_before_it_costs_anything" {
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
}

run "the_balancer_keeps_what_it_has_begun_and_writes_it_down" {
  assert {
    condition     = aws_lb.api.enable_deletion_protection && aws_lb.api.enable_cross_zone_load_balancing && aws_lb.api.access_logs[0].enabled && aws_lb.api.access_logs[0].bucket == "access-logs"
    error_message = "It is protected, spread over the zones and logged."
  }

  assert {
    condition     = tonumber(aws_lb_target_group.api.deregistration_delay) * 1000 >= 3 * max([for route in aws_api_gateway_integration.route : route.timeout_milliseconds]...) && !aws_lb_target_group.api.connection_termination
    error_message = "A task that goes has time for the longest request, and its connections are not cut."
  }
}

run "with_a_domain_the_vpc_link_speaks_tls" {
  variables {
    edge = merge(var.edge, { domain = { name = "alphawolf.test", zone_id = "Z1GIVEN" } })
  }

  assert {
    condition     = aws_lb_listener.api.protocol == "TLS" && aws_lb_listener.api.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && aws_lb_listener.api.certificate_arn == aws_acm_certificate_validation.this[0].certificate_arn
    error_message = "TLS 1.2 or newer, with the domain's certificate."
  }

  assert {
    condition     = alltrue([for key, route in aws_api_gateway_integration.route : route.uri == "https://api.alphawolf.test:8080${split(" ", key)[1]}"])
    error_message = "API Gateway asks for the name that the certificate holds."
  }
}

run "without_one_it_speaks_to_the_balancer_by_its_own_name" {
  assert {
    condition     = aws_lb_listener.api.protocol == "TCP" && aws_lb_listener.api.certificate_arn == null && aws_lb_listener.api.ssl_policy == null
    error_message = "There is no certificate to speak TLS with."
  }
}

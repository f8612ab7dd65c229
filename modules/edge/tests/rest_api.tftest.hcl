mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }

  mock_resource "aws_api_gateway_rest_api" {
    defaults = { id = "rest", root_resource_id = "root", execution_arn = "arn:aws:execute-api:us-east-1:123456789012:rest" }
  }

  mock_resource "aws_apigatewayv2_api" {
    defaults = { id = "socket", execution_arn = "arn:aws:execute-api:us-east-1:123456789012:socket" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:access" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/role" }
  }

  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/api/1", dns_name = "api.internal" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/1" }
  }
}

variables {
  name               = "alphawolf-test"
  api                = { port = 8080, direct_url = null }
  edge               = { stage_cache_gb = "0.5", symbols_cache_ttl_s = 300, throttle_rate = 500, throttle_burst = 1000, authorizer_ttl_s = 60 }
  features           = { stage_cache = true, vpc_link = true }
  log_key_arn        = "arn:aws:kms:us-east-1:123456789012:key/logs"
  log_retention_days = 90

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
      "GET /alerts/{id}"              = "CUSTOM"
      "GET /docs"                     = "NONE"
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
      "POST /notifications/ticket"    = "CUSTOM"
      "PUT /user/{id}/symbols"        = "CUSTOM"
    }
    error_message = "A route was added, lost or left open."
  }

  assert {
    condition     = alltrue([for method in aws_api_gateway_method.route : method.authorizer_id == (method.authorization == "CUSTOM" ? aws_api_gateway_authorizer.caller.id : null)])
    error_message = "Guarded routes share the one authorizer."
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

run "only_symbols_are_cached_and_by_all_that_changes_them" {
  assert {
    condition     = { for key, settings in aws_api_gateway_method_settings.cached : key => [settings.method_path, tostring(settings.settings[0].cache_ttl_in_seconds)] } == { "GET /symbols" = ["symbols/GET", "300"] }
    error_message = "One route is cached, for five minutes."
  }

  assert {
    condition     = aws_api_gateway_integration.route["GET /symbols"].cache_key_parameters == toset(["method.request.header.If-None-Match", "method.request.querystring.category", "method.request.querystring.locale", "method.request.querystring.q"])
    error_message = "Whatever changes the answer is part of the key."
  }

  assert {
    condition     = alltrue([for key in aws_api_gateway_integration.route["GET /symbols"].cache_key_parameters : contains(keys(aws_api_gateway_method.route["GET /symbols"].request_parameters), key)])
    error_message = "API Gateway keys only by what the method declares."
  }

  assert {
    condition     = aws_api_gateway_method_settings.all.settings[0].caching_enabled == false && aws_api_gateway_method_settings.cached["GET /symbols"].settings[0].cache_data_encrypted
    error_message = "Nothing else is kept, and what is kept is encrypted."
  }

  assert {
    condition     = aws_api_gateway_stage.this.cache_cluster_enabled && aws_api_gateway_stage.this.cache_cluster_size == "0.5"
    error_message = "The stage has its cache."
  }
}

run "what_an_emulator_lacks_can_be_left_out" {
  variables {
    api      = { port = 4000, direct_url = "http://127.0.0.1:4000" }
    features = { stage_cache = false, vpc_link = false }
  }

  assert {
    condition     = length(aws_api_gateway_vpc_link.api) == 0 && alltrue([for key, route in aws_api_gateway_integration.route : route.uri == "http://127.0.0.1:4000${split(" ", key)[1]}" && route.connection_type == "INTERNET" && route.connection_id == null])
    error_message = "Without the link the API is called where it is."
  }

  assert {
    condition     = aws_api_gateway_stage.this.cache_cluster_enabled == false && aws_api_gateway_stage.this.cache_cluster_size == null
    error_message = "No cache was asked for."
  }
}

run "the_authorizer_reads_the_token_and_may_be_called" {
  assert {
    condition     = aws_api_gateway_authorizer.caller.type == "REQUEST" && aws_api_gateway_authorizer.caller.identity_source == "method.request.header.Authorization" && aws_api_gateway_authorizer.caller.authorizer_result_ttl_in_seconds == 60 && aws_api_gateway_authorizer.caller.authorizer_uri == var.functions.authorize.invoke_arn
    error_message = "It decides by the token, through the live alias, for a minute."
  }

  assert {
    condition     = aws_lambda_permission.rest_authorizer.qualifier == "live" && aws_lambda_permission.rest_authorizer.source_arn == "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/${aws_api_gateway_authorizer.caller.id}"
    error_message = "Only this API's authorizer may call the function."
  }
}

run "refusals_are_problems_and_echo_nothing" {
  assert {
    condition     = alltrue([for response in aws_api_gateway_gateway_response.problem : response.response_parameters["gatewayresponse.header.Content-Type"] == "'application/problem+json'" && !strcontains(response.response_templates["application/json"], "$context")])
    error_message = "A refusal is problem+json made of constants."
  }

  assert {
    condition     = { for key, response in aws_api_gateway_gateway_response.problem : key => jsondecode(response.response_templates["application/json"]).status if response.status_code != null } == { ACCESS_DENIED = 403, THROTTLED = 429, UNAUTHORIZED = 401 }
    error_message = "A problem repeats its own status."
  }
}

run "access_logs_hold_no_path_and_no_token" {
  assert {
    condition     = alltrue([for name in ["$context.path", "$context.authorizer.claims", "$context.identity", "$input", "queryString"] : !strcontains(aws_api_gateway_stage.this.access_log_settings[0].format, name) && !strcontains(aws_apigatewayv2_stage.notifications.access_log_settings[0].format, name)])
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

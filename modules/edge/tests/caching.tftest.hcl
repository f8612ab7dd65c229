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

run "only_what_is_on_the_list_is_kept_and_only_for_who_may_read_it" {
  command = plan

  assert {
    condition     = aws_api_gateway_method_settings.all.method_path == "*/*" && aws_api_gateway_method_settings.all.settings[0].caching_enabled == false
    error_message = "Every method is uncached until it is named."
  }

  assert {
    condition     = { for settings in aws_api_gateway_method_settings.cached : settings.method_path => settings.settings[0].cache_ttl_in_seconds if settings.settings[0].caching_enabled } == { "symbols/GET" = 300, "tasks/GET" = 300 }
    error_message = "Symbols and tasks are kept for five minutes, and nothing else at all: no alert, no inbox, no account."
  }

  assert {
    condition     = { for key, route in aws_api_gateway_integration.route : key => length(route.cache_key_parameters) if length(coalesce(route.cache_key_parameters, [])) > 0 } == { "GET /symbols" = 7, "GET /tasks" = 1 }
    error_message = "A route that is not cached has no key to be cached by."
  }

  assert {
    condition     = alltrue([for key in keys(aws_api_gateway_method_settings.cached) : aws_api_gateway_method.route[key].authorization == "CUSTOM" && aws_api_gateway_method.route[key].authorizer_id != null])
    error_message = "A cached route without its authorizer shows everybody what somebody asked for."
  }

  assert {
    condition     = aws_api_gateway_authorizer.this["person"].identity_source == "method.request.header.Authorization,method.request.querystring.user_id" && aws_api_gateway_authorizer.this["caller"].identity_source == "method.request.header.Authorization"
    error_message = "A decision about somebody's tasks is kept for the caller and that person together: for the caller alone it would open everybody's."
  }

  assert {
    condition = alltrue([
      for key in keys(aws_api_gateway_method_settings.cached) :
      alltrue([for parameter in aws_api_gateway_integration.route[key].cache_key_parameters : !can(regex("(?i)authorization|cookie|token", parameter))])
    ])
    error_message = "A key that holds a token writes the token into the cache."
  }

  assert {
    condition     = aws_api_gateway_integration.route["GET /tasks"].cache_key_parameters == toset(["method.request.querystring.user_id"]) && contains(split(",", aws_api_gateway_authorizer.this["person"].identity_source), "method.request.querystring.user_id")
    error_message = "The authorizer decides about the same person whose answer is looked up."
  }

  assert {
    condition     = aws_api_gateway_integration.route["GET /symbols"].cache_key_parameters == toset([for name in ["header.If-None-Match", "querystring.after", "querystring.category", "querystring.commercial", "querystring.limit", "querystring.locale", "querystring.q"] : "method.request.${name}"])
    error_message = "Whatever changes the answer is part of the key."
  }

  assert {
    condition     = alltrue(flatten([for key in keys(aws_api_gateway_method_settings.cached) : [for parameter in aws_api_gateway_integration.route[key].cache_key_parameters : contains(keys(aws_api_gateway_method.route[key].request_parameters), parameter)]]))
    error_message = "API Gateway keys only by what the method declares."
  }

  assert {
    condition = alltrue([
      for settings in concat([aws_api_gateway_method_settings.all], values(aws_api_gateway_method_settings.cached)) :
      settings.settings[0].cache_data_encrypted && settings.settings[0].require_authorization_for_cache_control && settings.settings[0].unauthorized_cache_control_header_strategy == "FAIL_WITH_403"
    ])
    error_message = "Even a route that is switched on by hand is encrypted, and a purge needs permission."
  }

  assert {
    condition     = output.rest_stage.purge_url == "https://${aws_api_gateway_rest_api.this.id}.execute-api.us-east-1.amazonaws.com/v1"
    error_message = "The API reads tasks anew through the stage that keeps them."
  }

  assert {
    condition     = aws_api_gateway_stage.this.cache_cluster_enabled && aws_api_gateway_stage.this.cache_cluster_size == "0.5"
    error_message = "The stage has its cache."
  }

  assert {
    condition = alltrue([
      for settings in concat([aws_api_gateway_method_settings.all], values(aws_api_gateway_method_settings.cached)) :
      settings.settings[0].throttling_rate_limit == 500 && settings.settings[0].throttling_burst_limit == 1000 && settings.settings[0].logging_level == "ERROR" && settings.settings[0].data_trace_enabled == false
    ])
    error_message = "A method's own settings hide none of the common ones."
  }

  assert {
    condition     = aws_api_gateway_stage.this.xray_tracing_enabled
    error_message = "Requests leave traces."
  }

  assert {
    condition     = { for key, permission in aws_lambda_permission.rest_authorizer : key => [permission.qualifier, permission.source_arn] } == { for key, authorizer in aws_api_gateway_authorizer.this : key => ["live", "arn:aws:execute-api:us-east-1:123456789012:rest/authorizers/${authorizer.id}"] }
    error_message = "One permission an authorizer, on the alias."
  }

  assert {
    condition     = alltrue([for authorizer in aws_api_gateway_authorizer.this : authorizer.type == "REQUEST" && authorizer.authorizer_result_ttl_in_seconds == 60 && authorizer.authorizer_uri == var.functions.authorize.invoke_arn])
    error_message = "Both decide through the live alias, for a minute."
  }
}

run "without_a_cache_nothing_is_kept" {
  command = plan

  variables {
    edge = merge(var.edge, { stage_cache_gb = null })
  }

  assert {
    condition     = !aws_api_gateway_stage.this.cache_cluster_enabled && aws_api_gateway_stage.this.cache_cluster_size == null
    error_message = "No size is no cluster to pay for."
  }

  assert {
    condition     = length(aws_api_gateway_method_settings.cached) == 0 && aws_api_gateway_method_settings.all.method_path == "*/*" && aws_api_gateway_method_settings.all.settings[0].caching_enabled == false
    error_message = "No method asks for a cache that is not there."
  }

  assert {
    condition     = sum([for route in aws_api_gateway_integration.route : length(coalesce(route.cache_key_parameters, []))]) == 0 && output.rest_stage.purge_url == null
    error_message = "There are no keys to look up by, and nothing to purge."
  }

  assert {
    condition     = aws_api_gateway_method.route["GET /tasks"].request_parameters["method.request.querystring.user_id"] && aws_api_gateway_method.route["GET /tasks"].authorizer_id == aws_api_gateway_authorizer.this["person"].id
    error_message = "Whose tasks are asked for is still checked."
  }
}

run "one_variable_keeps_every_personal_answer_out" {
  command = plan

  variables {
    edge = merge(var.edge, { personal_cache = false })
  }

  assert {
    condition     = [for settings in aws_api_gateway_method_settings.cached : settings.method_path] == ["symbols/GET"]
    error_message = "Only the vocabulary, which is the same for everybody, is cached."
  }

  assert {
    condition     = length(coalesce(aws_api_gateway_integration.route["GET /tasks"].cache_key_parameters, [])) == 0 && output.rest_stage.purge_url == null
    error_message = "Tasks leave no trace in the cache's keys, and nothing is read anew."
  }

  assert {
    condition     = aws_api_gateway_method.route["GET /tasks"].authorizer_id == aws_api_gateway_authorizer.this["person"].id
    error_message = "They are authorized all the same."
  }
}

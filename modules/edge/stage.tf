locals {
  rest_stage = "v1"
  rest_host  = "${aws_api_gateway_rest_api.this.id}.execute-api.${data.aws_region.current.name}.amazonaws.com"
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  # A deployment is a photograph of the API: take a new one when anything in the picture moves.
  triggers = {
    picture = sha256(jsonencode([
      local.api_url, local.authorizers, local.methods, local.problems, var.features.vpc_link,
      var.edge.authorizer_ttl_s, var.functions.authorize.invoke_arn,
      [for model in aws_api_gateway_model.body : model.schema],
    ]))
  }

  depends_on = [aws_api_gateway_gateway_response.problem, aws_api_gateway_integration.route]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  #checkov:skip=CKV2_AWS_77:Its web ACL stands in ./firewall, whose test asks for AWSManagedRulesKnownBadInputsRuleSet; Checkov cannot follow
  #checkov:skip=CKV_AWS_120:Staging and prod have the cache, dev does without its price; Checkov cannot follow the expression
  rest_api_id           = aws_api_gateway_rest_api.this.id
  deployment_id         = aws_api_gateway_deployment.this.id
  stage_name            = local.rest_stage
  client_certificate_id = one(aws_api_gateway_client_certificate.stages[*].id)
  cache_cluster_enabled = var.features.stage_cache && local.stage_caches
  cache_cluster_size    = var.features.stage_cache ? var.edge.stage_cache_gb : null
  xray_tracing_enabled  = true

  # The route, never the path: a path holds a person's id. No query, no address, no caller: the firewall's log knows
  # addresses, and the request's id leads to the API's own log.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access["rest"].arn
    format = jsonencode({
      at          = "$context.requestTimeEpoch"
      authorizer  = "$context.authorizer.latency"
      error       = "$context.error.responseType"
      integration = "$context.integration.latency"
      latency     = "$context.responseLatency"
      method      = "$context.httpMethod"
      request_id  = "$context.requestId"
      route       = "$context.resourcePath"
      status      = "$context.status"
      trace       = "$context.xrayTraceId"
      waf         = "$context.waf.status"
    })
  }

  depends_on = [aws_api_gateway_account.this, aws_cloudwatch_log_group.rest_execution]
}

# Nothing is cached that is not named below.
resource "aws_api_gateway_method_settings" "all" {
  #checkov:skip=CKV_AWS_225:Answers about a person must not be kept; the routes that may be cached are named one by one
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    cache_data_encrypted                       = true
    caching_enabled                            = false
    data_trace_enabled                         = false
    logging_level                              = "ERROR"
    metrics_enabled                            = true
    require_authorization_for_cache_control    = true
    throttling_burst_limit                     = var.edge.throttle_burst
    throttling_rate_limit                      = var.edge.throttle_rate
    unauthorized_cache_control_header_strategy = "FAIL_WITH_403"
  }
}

resource "aws_api_gateway_method_settings" "cached" {
  for_each = local.cached

  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "${trimprefix(each.value.path, "/")}/${each.value.verb}"

  settings {
    cache_data_encrypted                       = true
    cache_ttl_in_seconds                       = var.edge.symbols_cache_ttl_s
    caching_enabled                            = true
    data_trace_enabled                         = false
    logging_level                              = "ERROR"
    metrics_enabled                            = true
    require_authorization_for_cache_control    = true
    throttling_burst_limit                     = var.edge.throttle_burst
    throttling_rate_limit                      = var.edge.throttle_rate
    unauthorized_cache_control_header_strategy = "FAIL_WITH_403"
  }

  # Both write the same stage: one at a time.
  depends_on = [aws_api_gateway_method_settings.all]
}

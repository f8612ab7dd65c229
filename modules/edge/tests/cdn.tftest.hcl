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
  log_retention_days  = 400

  buckets = {
    access_logs = { arn = "arn:aws:s3:::access-logs", name = "access-logs" }
    art         = { domain_name = "art.s3.us-east-1.amazonaws.com" }
    speech      = { domain_name = "speech.s3.us-east-1.amazonaws.com" }
  }

  edge = {
    stage_cache_gb      = "0.5"
    symbols_cache_ttl_s = 300
    personal_cache      = true
    throttle_rate       = 500
    throttle_burst      = 1000
    authorizer_ttl_s    = 60
    waf                 = { requests_per_ip = 10000, alerts_per_ip = 30000 }
    domain              = { name = "alphawolf.test", zone_id = "Z1GIVEN" }
    cdn = {
      allowed_countries = ["US"]
      origin_shield     = true
      signing_keys      = { "2026-11" = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n" }
    }
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

run "what_is_personal_needs_a_signed_cookie_and_leaves_no_trace" {
  command = plan

  assert {
    condition = alltrue([
      local.doors == { cdn = "CLOUDFRONT", rest = "REGIONAL" },
      keys(module.firewall) == keys(local.doors),
      output.web_acl_names == { cdn = "alphawolf-test-cdn", rest = "alphawolf-test-rest" },
      aws_cloudfront_distribution.this["cdn"].web_acl_id == module.firewall["cdn"].arn,
    ])
    error_message = "One set of rules, a regional web ACL before the stage and a global one before CloudFront."
  }

  assert {
    condition = {
      for behavior in aws_cloudfront_distribution.this["cdn"].ordered_cache_behavior : behavior.path_pattern => behavior.target_origin_id
    } == { "/user/*/speech/*" = "speech", "/user/*/symbols" = "boards" }
    error_message = "Clips and boards lie below /user/<id>, so that one cookie opens one person's and no more."
  }

  assert {
    condition = alltrue([
      for behavior in aws_cloudfront_distribution.this["cdn"].ordered_cache_behavior :
      behavior.trusted_key_groups == tolist([aws_cloudfront_key_group.signers["cdn"].id])
    ])
    error_message = "CloudFront checks the cookie before it looks into its cache."
  }

  assert {
    condition = alltrue([
      aws_cloudfront_key_group.signers["cdn"].items == toset([aws_cloudfront_public_key.signer["2026-11"].id]),
      aws_cloudfront_public_key.signer["2026-11"].encoded_key == "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
      aws_cloudfront_distribution.this["cdn"].default_cache_behavior[0].target_origin_id == "art",
      try(length(aws_cloudfront_distribution.this["cdn"].default_cache_behavior[0].trusted_key_groups), 0) == 0,
    ])
    error_message = "The keys given are the keys that count; art is for everybody."
  }

  assert {
    condition = alltrue([
      for behavior in concat(
        aws_cloudfront_distribution.this["cdn"].default_cache_behavior,
        aws_cloudfront_distribution.this["cdn"].ordered_cache_behavior,
      ) : toset(behavior.allowed_methods) == toset(["GET", "HEAD"]) && behavior.viewer_protocol_policy == "redirect-to-https"
    ])
    error_message = "CloudFront reads over HTTPS and changes nothing."
  }

  assert {
    condition = alltrue(flatten([for policy in aws_cloudfront_cache_policy.kind : [
      for key in policy.parameters_in_cache_key_and_forwarded_to_origin : [
        key.cookies_config[0].cookie_behavior == "none",
        key.headers_config[0].header_behavior == "none",
        key.query_strings_config[0].query_string_behavior == "none",
      ]
    ]]))
    error_message = "A key that holds a cookie, a header or a query holds who asks, or lets who asks choose it."
  }

  assert {
    condition = { for kind, policy in aws_cloudfront_cache_policy.kind : kind => [policy.min_ttl, policy.default_ttl, policy.max_ttl] } == {
      art    = [0, 2592000, 31536000]
      boards = [300, 300, 300]
      speech = [0, 86400, 86400]
    }
    error_message = "Art is kept long, a board for five minutes, a clip for a day."
  }

  assert {
    condition = alltrue([
      for policy in aws_cloudfront_origin_request_policy.api :
      policy.headers_config[0].header_behavior == "allExcept" && policy.cookies_config[0].cookie_behavior == "none" && policy.query_strings_config[0].query_string_behavior == "none"
    ])
    error_message = "The token reaches the API with the other headers; the signed cookie does not."
  }

  assert {
    condition     = toset(aws_cloudfront_distribution.this["cdn"].custom_error_response[*].error_code) == toset([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]) && toset(aws_cloudfront_distribution.this["cdn"].custom_error_response[*].error_caching_min_ttl) == toset([0])
    error_message = "One caller's refusal is never kept for the next."
  }

  assert {
    condition = alltrue([
      aws_cloudfront_origin_access_control.bucket["cdn"].signing_behavior == "always",
      aws_cloudfront_origin_access_control.bucket["cdn"].origin_access_control_origin_type == "s3",
      alltrue([
        for origin in aws_cloudfront_distribution.this["cdn"].origin :
        origin.origin_access_control_id == (origin.origin_id == "boards" ? "" : aws_cloudfront_origin_access_control.bucket["cdn"].id) || (origin.origin_id == "boards" && origin.origin_access_control_id == null)
      ]),
    ])
    error_message = "Every request to a bucket is signed."
  }

  assert {
    condition = { for origin in aws_cloudfront_distribution.this["cdn"].origin : origin.origin_id => "${origin.domain_name}${origin.origin_path == null ? "" : origin.origin_path}" } == {
      art    = "art.s3.us-east-1.amazonaws.com"
      boards = "rest.execute-api.us-east-1.amazonaws.com/v1"
      speech = "speech.s3.us-east-1.amazonaws.com"
    }
    error_message = "Two buckets and the REST stage."
  }

  assert {
    condition = [for origin in aws_cloudfront_distribution.this["cdn"].origin : [
      origin.custom_origin_config[0].origin_protocol_policy, one(origin.custom_origin_config[0].origin_ssl_protocols),
    ] if origin.origin_id == "boards"] == [["https-only", "TLSv1.2"]]
    error_message = "The stage is reached over TLS 1.2 alone."
  }

  assert {
    condition     = toset([for origin in aws_cloudfront_distribution.this["cdn"].origin : origin.origin_id if length(origin.origin_shield) == 1]) == toset(["art", "speech"])
    error_message = "The shield stands before the buckets."
  }

  assert {
    condition = alltrue([
      aws_cloudfront_distribution.this["cdn"].viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021",
      aws_cloudfront_distribution.this["cdn"].viewer_certificate[0].ssl_support_method == "sni-only",
      aws_cloudfront_distribution.this["cdn"].aliases == toset(["cdn.alphawolf.test"]),
      aws_cloudfront_distribution.this["cdn"].restrictions[0].geo_restriction[0].restriction_type == "whitelist",
      aws_cloudfront_distribution.this["cdn"].restrictions[0].geo_restriction[0].locations == toset(["US"]),
    ])
    error_message = "TLS 1.2 with modern ciphers under our own name, from the countries allowed."
  }

  assert {
    condition = alltrue([for policy in aws_cloudfront_response_headers_policy.kind : alltrue([
      policy.security_headers_config[0].strict_transport_security[0].access_control_max_age_sec >= 31536000,
      policy.security_headers_config[0].strict_transport_security[0].include_subdomains,
      policy.security_headers_config[0].content_type_options[0].override,
      policy.security_headers_config[0].frame_options[0].frame_option == "DENY",
      policy.security_headers_config[0].referrer_policy[0].referrer_policy == "no-referrer",
      startswith(policy.security_headers_config[0].content_security_policy[0].content_security_policy, "default-src 'none'"),
    ])])
    error_message = "Browsers stay on HTTPS, guess no types, frame nothing, tell nobody and run nothing."
  }

  assert {
    condition = { for kind, policy in aws_cloudfront_response_headers_policy.kind : kind => one(policy.custom_headers_config[0].items).value } == {
      art    = "public, max-age=604800"
      boards = "private, no-cache"
      speech = "private, max-age=86400, immutable"
    }
    error_message = "What is personal is for the person's own browser."
  }

  assert {
    condition = length(setintersection(aws_cloudwatch_log_delivery.cdn["cdn"].record_fields, [
      "cs-uri-stem", "cs-uri-query", "cs(Cookie)", "cs(Referer)", "cs(User-Agent)", "c-ip", "x-forwarded-for", "cs-headers",
    ])) == 0 && contains(aws_cloudwatch_log_delivery.cdn["cdn"].record_fields, "cache-behavior-path-pattern")
    error_message = "The behaviour that answered, never the path, query, cookie or address of who asked."
  }

  assert {
    condition = alltrue([
      length(aws_cloudfront_distribution.this["cdn"].logging_config) == 0,
      aws_cloudwatch_log_delivery_source.cdn["cdn"].resource_arn == aws_cloudfront_distribution.this["cdn"].arn,
      aws_cloudwatch_log_delivery_destination.cdn["cdn"].delivery_destination_configuration[0].destination_resource_arn == "arn:aws:s3:::access-logs/cloudfront",
    ])
    error_message = "Logs go to the bucket of access logs, and by this way alone."
  }
}

run "one_variable_keeps_what_is_personal_out_of_the_cache" {
  command = plan

  variables {
    edge = merge(var.edge, { personal_cache = false })
  }

  assert {
    condition     = keys(aws_cloudfront_cache_policy.kind) == ["art"]
    error_message = "Nothing personal has a cache policy."
  }

  assert {
    condition = alltrue([
      for behavior in aws_cloudfront_distribution.this["cdn"].ordered_cache_behavior :
      behavior.cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" && length(behavior.trusted_key_groups) == 1
    ])
    error_message = "It is passed through uncached, and still only with the cookie."
  }
}

run "without_a_key_nothing_personal_has_a_path_and_the_shield_can_be_left_out" {
  command = plan

  variables {
    edge = merge(var.edge, { cdn = merge(var.edge.cdn, { signing_keys = {}, origin_shield = false }) })
  }

  assert {
    condition = alltrue([
      length(aws_cloudfront_distribution.this["cdn"].ordered_cache_behavior) == 0,
      length(aws_cloudfront_key_group.signers) == 0,
      length(output.cdn.personal_paths) == 0,
    ])
    error_message = "No key could have signed a cookie, so nothing is served that would need one."
  }

  assert {
    condition     = alltrue([for origin in aws_cloudfront_distribution.this["cdn"].origin : length(origin.origin_shield) == 0])
    error_message = "No origin has a shield."
  }
}

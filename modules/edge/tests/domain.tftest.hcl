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

run "every_host_has_a_name_a_certificate_and_tls_1_2" {
  command = plan

  assert {
    condition = alltrue([
      aws_acm_certificate.this[0].domain_name == "api.alphawolf.test",
      toset(aws_acm_certificate.this[0].subject_alternative_names) == toset(["cdn.alphawolf.test", "notifications.alphawolf.test"]),
      aws_acm_certificate.this[0].validation_method == "DNS",
    ])
    error_message = "Hosts by name, no wildcard, validated so that ACM renews without anybody."
  }

  assert {
    condition = { for role, record in aws_route53_record.validation : role => [record.name, record.type, one(record.records), record.zone_id] } == {
      api           = ["_1.api.alphawolf.test.", "CNAME", "_1.acm-validations.aws.", "Z1GIVEN"]
      cdn           = ["_2.cdn.alphawolf.test.", "CNAME", "_2.acm-validations.aws.", "Z1GIVEN"]
      notifications = ["_3.notifications.alphawolf.test.", "CNAME", "_3.acm-validations.aws.", "Z1GIVEN"]
    }
    error_message = "Each host has its own record of validation, in the zone given."
  }

  assert {
    condition = { for role, host in aws_apigatewayv2_domain_name.api : host.domain_name => [
      host.domain_name_configuration[0].security_policy, host.domain_name_configuration[0].endpoint_type,
      ] } == {
      "api.alphawolf.test"           = ["TLS_1_2", "REGIONAL"]
      "notifications.alphawolf.test" = ["TLS_1_2", "REGIONAL"]
    }
    error_message = "TLS 1.2 or newer, in this region."
  }

  assert {
    condition = { for role, mapping in aws_apigatewayv2_api_mapping.api : role => [mapping.api_id, mapping.stage] } == {
      api           = ["rest", "v1"]
      notifications = ["socket", "notifications"]
    }
    error_message = "Each host leads to its API's stage."
  }

  assert {
    condition = alltrue([
      output.rest_api.url == "https://api.alphawolf.test",
      output.websocket.url == "wss://notifications.alphawolf.test",
      output.cdn.url == "https://cdn.alphawolf.test",
      { for type, record in aws_route53_record.cdn : type => record.name } == { A = "cdn.alphawolf.test", AAAA = "cdn.alphawolf.test" },
      { for role, record in aws_route53_record.api : role => record.name } == { api = "api.alphawolf.test", notifications = "notifications.alphawolf.test" },
    ])
    error_message = "Clients are told the hosts, and the hosts have records."
  }

  assert {
    condition     = length(aws_route53_zone.own) == 0 && output.name_servers == []
    error_message = "Nothing of the zone is made or changed but our records."
  }
}

run "a_zone_is_made_where_none_is_given" {
  command = plan

  variables {
    edge = merge(var.edge, { domain = { name = "alphawolf.test", zone_id = null } })
  }

  assert {
    condition     = aws_route53_zone.own[0].name == "alphawolf.test" && alltrue([for record in aws_route53_record.validation : record.zone_id == aws_route53_zone.own[0].zone_id])
    error_message = "The environment's own zone holds its records."
  }
}

run "an_environment_may_do_without_a_domain" {
  command = plan

  variables {
    edge = merge(var.edge, { domain = null, cdn = null })
  }

  assert {
    condition = alltrue([
      length(aws_acm_certificate.this) == 0,
      length(aws_route53_record.validation) == 0,
      length(aws_apigatewayv2_domain_name.api) == 0,
      length(aws_cloudfront_distribution.this) == 0,
      output.cdn == null,
      output.rest_api.url == "https://rest.execute-api.us-east-1.amazonaws.com/v1",
    ])
    error_message = "The APIs answer under the names that AWS gives them."
  }
}

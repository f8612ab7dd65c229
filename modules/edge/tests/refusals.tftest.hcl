mock_provider "aws" {
  source = "./tests/mocks"
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
    domain              = { name = "alphawolf.test", zone_id = null }
    cdn                 = { allowed_countries = ["US"], origin_shield = false, signing_keys = {} }
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

run "refuses_a_cache_size_that_there_is_not" {
  command = plan
  variables {
    edge = merge(var.edge, { stage_cache_gb = "1" })
  }
  expect_failures = [var.edge]
}

run "refuses_to_cache_for_longer_than_an_hour" {
  command = plan
  variables {
    edge = merge(var.edge, { symbols_cache_ttl_s = 3601 })
  }
  expect_failures = [var.edge]
}

run "refuses_a_negative_cache_time" {
  command = plan
  variables {
    edge = merge(var.edge, { symbols_cache_ttl_s = -1 })
  }
  expect_failures = [var.edge]
}

run "refuses_to_trust_an_old_decision" {
  command = plan
  variables {
    edge = merge(var.edge, { authorizer_ttl_s = 301 })
  }
  expect_failures = [var.edge]
}

run "refuses_a_negative_trust" {
  command = plan
  variables {
    edge = merge(var.edge, { authorizer_ttl_s = -1 })
  }
  expect_failures = [var.edge]
}

run "refuses_to_let_nobody_in" {
  command = plan
  variables {
    edge = merge(var.edge, { throttle_rate = 0 })
  }
  expect_failures = [var.edge]
}

run "refuses_a_burst_below_the_rate" {
  command = plan
  variables {
    edge = merge(var.edge, { throttle_burst = 499 })
  }
  expect_failures = [var.edge]
}

run "refuses_an_api_that_cannot_be_reached" {
  command = plan
  variables {
    features = merge(var.features, { vpc_link = false })
  }
  expect_failures = [var.api]
}

run "refuses_a_way_past_the_vpc_link_and_a_log_group_without_a_key" {
  command = plan
  variables {
    api         = { port = 8080, direct_url = "http://127.0.0.1:1" }
    log_key_arn = ""
  }
  expect_failures = [var.api, var.log_key_arn]
}

run "refuses_cloudfronts_own_certificate" {
  command = plan
  variables {
    edge = merge(var.edge, { domain = null })
  }
  expect_failures = [var.edge]
}

run "refuses_a_country_by_its_name" {
  command = plan
  variables {
    edge = merge(var.edge, { cdn = merge(var.edge.cdn, { allowed_countries = ["Spain"] }) })
  }
  expect_failures = [var.edge]
}

run "refuses_to_serve_nobody" {
  command = plan
  variables {
    edge = merge(var.edge, { cdn = merge(var.edge.cdn, { allowed_countries = [] }) })
  }
  expect_failures = [var.edge]
}

run "refuses_a_private_key" {
  command = plan
  variables {
    edge = merge(var.edge, { cdn = merge(var.edge.cdn, { signing_keys = { "2026-11" = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n" } }) })
  }
  expect_failures = [var.edge]
}

run "refuses_a_domain_with_a_dot_at_its_end" {
  command = plan
  variables {
    edge = merge(var.edge, { domain = { name = "alphawolf.test.", zone_id = null } })
  }
  expect_failures = [var.edge]
}

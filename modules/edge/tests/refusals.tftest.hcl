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

run "refuses_a_cache_size_that_there_is_not" {
  command = plan
  variables {
    edge = { stage_cache_gb = "1", symbols_cache_ttl_s = 300, throttle_rate = 500, throttle_burst = 1000, authorizer_ttl_s = 60 }
  }
  expect_failures = [var.edge]
}

run "refuses_to_cache_for_longer_than_an_hour" {
  command = plan
  variables {
    edge = { stage_cache_gb = "0.5", symbols_cache_ttl_s = 3601, throttle_rate = 500, throttle_burst = 1000, authorizer_ttl_s = 60 }
  }
  expect_failures = [var.edge]
}

run "refuses_a_negative_cache_time" {
  command = plan
  variables {
    edge = { stage_cache_gb = "0.5", symbols_cache_ttl_s = -1, throttle_rate = 500, throttle_burst = 1000, authorizer_ttl_s = 60 }
  }
  expect_failures = [var.edge]
}

run "refuses_to_trust_an_old_decision" {
  command = plan
  variables {
    edge = { stage_cache_gb = "0.5", symbols_cache_ttl_s = 300, throttle_rate = 500, throttle_burst = 1000, authorizer_ttl_s = 301 }
  }
  expect_failures = [var.edge]
}

run "refuses_a_negative_trust" {
  command = plan
  variables {
    edge = { stage_cache_gb = "0.5", symbols_cache_ttl_s = 300, throttle_rate = 500, throttle_burst = 1000, authorizer_ttl_s = -1 }
  }
  expect_failures = [var.edge]
}

run "refuses_to_let_nobody_in" {
  command = plan
  variables {
    edge = { stage_cache_gb = "0.5", symbols_cache_ttl_s = 300, throttle_rate = 0, throttle_burst = 1000, authorizer_ttl_s = 60 }
  }
  expect_failures = [var.edge]
}

run "refuses_a_burst_below_the_rate" {
  command = plan
  variables {
    edge = { stage_cache_gb = "0.5", symbols_cache_ttl_s = 300, throttle_rate = 500, throttle_burst = 499, authorizer_ttl_s = 60 }
  }
  expect_failures = [var.edge]
}

run "refuses_an_api_that_cannot_be_reached" {
  command = plan
  variables {
    features = { stage_cache = true, vpc_link = false }
  }
  expect_failures = [var.api]
}

run "refuses_a_way_past_the_vpc_link" {
  command = plan
  variables {
    api = { port = 8080, direct_url = "http://127.0.0.1:1" }
  }
  expect_failures = [var.api]
}

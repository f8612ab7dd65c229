mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names    = ["us-east-1a", "us-east-1b", "us-east-1c"]
      zone_ids = ["use1-az1", "use1-az2", "use1-az4"]
    }
  }
}

variables {
  features     = { endpoint_policies = true, flow_logs = true, network_acl_subnets = true }
  boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  name         = "alphawolf-test"
  network      = { cidr = "10.40.0.0/16", zones = 3, nat = "per_zone" }
  ports        = { api = 8080, database = 5432 }
  logs         = { key_arn = "arn:aws:kms:us-east-1:123456789012:key/logs", retention_days = 400 }
}

run "a_range_too_narrow_for_the_subnets" {
  command = plan
  variables {
    network = { cidr = "10.40.0.0/24", zones = 3, nat = "per_zone" }
  }
  expect_failures = [var.network]
}

run "a_range_that_is_none" {
  command = plan
  variables {
    network = { cidr = "ten", zones = 3, nat = "per_zone" }
  }
  expect_failures = [var.network]
}

run "a_single_zone" {
  command = plan
  variables {
    network = { cidr = "10.40.0.0/16", zones = 1, nat = "one" }
  }
  expect_failures = [var.network]
}

run "an_unknown_way_out" {
  command = plan
  variables {
    network = { cidr = "10.40.0.0/16", zones = 2, nat = "two" }
  }
  expect_failures = [var.network]
}

run "a_port_that_is_none" {
  command = plan
  variables {
    ports = { api = 70000, database = 5432 }
  }
  expect_failures = [var.ports]
}

run "logs_kept_for_ever" {
  command = plan
  variables {
    logs = { key_arn = "arn:aws:kms:us-east-1:123456789012:key/logs", retention_days = 0 }
  }
  expect_failures = [var.logs]
}

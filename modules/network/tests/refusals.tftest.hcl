mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }
}

variables {
  name    = "alphawolf-test"
  network = { cidr = "10.10.0.0/16", zones = 2, nat = "one" }
  ports   = { api = 8080, database = 5432 }
}

run "refuses_what_is_no_range" {
  command = plan
  variables {
    network = { cidr = "10.10.0.0", zones = 2, nat = "one" }
  }
  expect_failures = [var.network]
}

run "refuses_a_range_too_small_for_its_subnets" {
  command = plan
  variables {
    network = { cidr = "10.10.0.0/21", zones = 2, nat = "one" }
  }
  expect_failures = [var.network]
}

run "refuses_a_single_zone" {
  command = plan
  variables {
    network = { cidr = "10.10.0.0/16", zones = 1, nat = "one" }
  }
  expect_failures = [var.network]
}

run "refuses_a_fourth_zone" {
  command = plan
  variables {
    network = { cidr = "10.10.0.0/16", zones = 4, nat = "one" }
  }
  expect_failures = [var.network]
}

run "refuses_an_unknown_kind_of_nat" {
  command = plan
  variables {
    network = { cidr = "10.10.0.0/16", zones = 2, nat = "two" }
  }
  expect_failures = [var.network]
}

run "refuses_what_is_no_port" {
  command = plan
  variables {
    ports = { api = 65536, database = 5432 }
  }
  expect_failures = [var.ports]
}

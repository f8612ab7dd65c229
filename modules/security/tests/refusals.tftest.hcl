mock_provider "aws" {
  source = "./tests/mocks"
}

run "refuses_a_key_that_vanishes_too_soon" {
  command = plan
  variables {
    security = {
      github_repository  = "alphawolf/alphawolf"
      guardduty          = true
      key_deletion_days  = 6
      monthly_budget_usd = 500
    }
  }
  expect_failures = [var.security]
}

run "refuses_a_longer_wait_than_kms_offers" {
  command = plan
  variables {
    security = {
      github_repository  = "alphawolf/alphawolf"
      guardduty          = true
      key_deletion_days  = 31
      monthly_budget_usd = 500
    }
  }
  expect_failures = [var.security]
}

run "refuses_a_budget_of_nothing" {
  command = plan
  variables {
    security = {
      github_repository  = "alphawolf/alphawolf"
      guardduty          = true
      key_deletion_days  = 30
      monthly_budget_usd = 0
    }
  }
  expect_failures = [var.security]
}

run "refuses_a_repository_pattern" {
  command = plan
  variables {
    security = {
      github_repository  = "alphawolf/*"
      guardduty          = true
      key_deletion_days  = 30
      monthly_budget_usd = 500
    }
  }
  expect_failures = [var.security]
}

run "refuses_a_repository_without_owner" {
  command = plan
  variables {
    security = {
      github_repository  = "alphawolf"
      guardduty          = true
      key_deletion_days  = 30
      monthly_budget_usd = 500
    }
  }
  expect_failures = [var.security]
}

run "refuses_an_address_that_is_none" {
  command = plan
  variables {
    security = {
      github_repository  = "alphawolf/alphawolf"
      guardduty          = true
      key_deletion_days  = 30
      monthly_budget_usd = 500
      alarm_emails       = ["operations"]
    }
  }
  expect_failures = [var.security]
}

run "refuses_a_whole_account_at_the_glass" {
  command = plan
  variables {
    security = {
      github_repository      = "alphawolf/alphawolf"
      guardduty              = true
      key_deletion_days      = 30
      monthly_budget_usd     = 500
      break_glass_principals = ["arn:aws:iam::123456789012:root"]
    }
  }
  expect_failures = [var.security]
}

run "refuses_a_pattern_at_the_glass" {
  command = plan
  variables {
    security = {
      github_repository      = "alphawolf/alphawolf"
      guardduty              = true
      key_deletion_days      = 30
      monthly_budget_usd     = 500
      break_glass_principals = ["arn:aws:iam::123456789012:role/*"]
    }
  }
  expect_failures = [var.security]
}

run "refuses_no_health_bucket" {
  command = plan
  variables {
    health_bucket_arns = []
  }
  expect_failures = [var.health_bucket_arns]
}

run "refuses_a_pattern_of_health_buckets" {
  command = plan
  variables {
    health_bucket_arns = ["arn:aws:s3:::*"]
  }
  expect_failures = [var.health_bucket_arns]
}

run "refuses_a_state_key_without_an_alias" {
  command = plan
  variables {
    deployment = {
      environment = "test"
      state       = { region = "us-east-1", kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/1" }
    }
  }
  expect_failures = [var.deployment]
}

run "refuses_to_watch_no_process_intent" {
  command = plan
  variables {
    observed = {
      database  = "d"
      ecs       = { cluster = "c", service = "s" }
      functions = {}
      queues    = { alerts = "a", dead_letters = "d" }
      rest_api  = { name = "r", stage = "v1" }
      texts     = { dead_letters = "t", monthly_limit_usd = 1 }
      vpc       = { id = "vpc-1", public_route_table_ids = [] }
      websocket = { id = "w", stage = "n" }
    }
  }
  expect_failures = [var.observed]
}

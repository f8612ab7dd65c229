mock_provider "aws" {}

run "refuses_alerts_that_are_throttled_like_the_rest" {
  command = plan
  variables {
    limits = { requests_per_ip = 10000, alerts_per_ip = 10000 }
  }
  expect_failures = [var.limits]
}

run "refuses_to_spare_everything" {
  command = plan
  variables {
    free_text_paths = ["{anything}"]
  }
  expect_failures = [var.free_text_paths]
}

run "refuses_a_pattern_where_a_path_belongs" {
  command = plan
  variables {
    free_text_paths = ["alerts", ".*"]
  }
  expect_failures = [var.free_text_paths]
}

run "refuses_more_paths_than_waf_reads" {
  command = plan
  variables {
    free_text_paths  = [for number in range(50) : "aaaaaaaaa/bbbbbb"]
    large_body_paths = ["aaaaaaaaa/bbbbbb"]
  }
  expect_failures = [var.free_text_paths]
}

run "refuses_a_log_without_a_key_a_scope_that_there_is_not_and_a_stage_that_is_a_pattern" {
  command = plan
  variables {
    logs  = { key_arn = "", retention_days = 400 }
    scope = "GLOBAL"
    stage = "v.*"
  }
  expect_failures = [var.logs, var.scope, var.stage]
}

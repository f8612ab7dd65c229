mock_provider "aws" {
  source = "./tests/mocks"
}

run "refuses_a_size_that_fargate_has_not" {
  command = plan
  variables {
    compute = merge(var.compute, { api_cpu = 300 })
  }
  expect_failures = [var.compute]
}

run "refuses_too_little_memory_for_the_cpu" {
  command = plan
  variables {
    compute = merge(var.compute, { api_cpu = 1024 })
  }
  expect_failures = [var.compute]
}

run "refuses_too_much_memory_for_the_cpu" {
  command = plan
  variables {
    compute = merge(var.compute, { api_cpu = 256, api_memory_mb = 3072 })
  }
  expect_failures = [var.compute]
}

run "refuses_memory_between_two_steps" {
  command = plan
  variables {
    compute = merge(var.compute, { api_memory_mb = 1500 })
  }
  expect_failures = [var.compute]
}

run "refuses_to_run_no_api_at_all" {
  command = plan
  variables {
    compute = merge(var.compute, { api_count = 0 })
  }
  expect_failures = [var.compute]
}

run "refuses_an_old_python" {
  command = plan
  variables {
    compute = merge(var.compute, { lambda_runtime = "python3.10" })
  }
  expect_failures = [var.compute]
}

run "refuses_another_language" {
  command = plan
  variables {
    compute = merge(var.compute, { lambda_runtime = "nodejs22.x" })
  }
  expect_failures = [var.compute]
}

run "refuses_an_unknown_architecture" {
  command = plan
  variables {
    compute = merge(var.compute, { lambda_architecture = "riscv64" })
  }
  expect_failures = [var.compute]
}

run "refuses_too_little_memory_for_a_function" {
  command = plan
  variables {
    compute = merge(var.compute, { lambda_memory_mb = 64 })
  }
  expect_failures = [var.compute]
}

run "refuses_too_much_memory_for_a_function" {
  command = plan
  variables {
    compute = merge(var.compute, { lambda_memory_mb = 10241 })
  }
  expect_failures = [var.compute]
}

run "refuses_less_than_no_concurrency" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provisioned_concurrency = -1 })
  }
  expect_failures = [var.compute]
}

run "refuses_a_retention_that_cloudwatch_has_not" {
  command = plan
  variables {
    compute = merge(var.compute, { log_retention_days = 100 })
  }
  expect_failures = [var.compute]
}

run "refuses_an_empty_batch" {
  command = plan
  variables {
    compute = merge(var.compute, { delivery_batch_size = 0 })
  }
  expect_failures = [var.compute]
}

run "refuses_a_batch_that_waits_to_fill" {
  command = plan
  variables {
    compute = merge(var.compute, { delivery_batch_size = 11 })
  }
  expect_failures = [var.compute]
}

run "refuses_a_port_that_needs_root" {
  command = plan
  variables {
    api = merge(var.api, { port = 80 })
  }
  expect_failures = [var.api]
}

run "refuses_a_database_without_a_host" {
  command = plan
  variables {
    database = { name = "alphawolf", hosts = [], direct_hosts = ["a:5432"], proxied = false, sslmode = "verify-full", owner_secret_arn = "arn:aws:secretsmanager:us-east-1:1:secret:o", app_secret_arn = "arn:aws:secretsmanager:us-east-1:1:secret:a" }
  }
  expect_failures = [var.database]
}

run "refuses_tls_that_checks_nobody" {
  command = plan
  variables {
    database = { name = "alphawolf", hosts = ["a:5432"], direct_hosts = ["a:5432"], proxied = false, sslmode = "require", owner_secret_arn = "arn:aws:secretsmanager:us-east-1:1:secret:o", app_secret_arn = "arn:aws:secretsmanager:us-east-1:1:secret:a" }
  }
  expect_failures = [var.database]
}

run "refuses_to_run_fewer_tasks_at_most_than_usual" {
  command = plan
  variables {
    compute = merge(var.compute, { api_count_max = 3 })
  }
  expect_failures = [var.compute]
}

run "refuses_a_morning_with_fewer_tasks" {
  command = plan
  variables {
    compute = merge(var.compute, { morning_peak = merge(var.compute.morning_peak, { api_count = 1 }) })
  }
  expect_failures = [var.compute]
}

run "refuses_a_morning_that_is_colder" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provisioned_concurrency = 6 })
  }
  expect_failures = [var.compute]
}

run "refuses_an_hour_that_the_day_has_not" {
  command = plan
  variables {
    compute = merge(var.compute, { morning_peak = merge(var.compute.morning_peak, { begins = "24:00" }) })
  }
  expect_failures = [var.compute]
}

run "refuses_a_time_without_its_zero" {
  command = plan
  variables {
    compute = merge(var.compute, { morning_peak = merge(var.compute.morning_peak, { ends = "9:30" }) })
  }
  expect_failures = [var.compute]
}

run "refuses_a_function_that_can_never_run" {
  command = plan
  variables {
    compute = merge(var.compute, { reserved_concurrency = merge(var.compute.reserved_concurrency, { authorize = 0 }) })
  }
  expect_failures = [var.compute]
}

run "refuses_a_queue_with_a_single_reader" {
  command = plan
  variables {
    compute = merge(var.compute, { reserved_concurrency = merge(var.compute.reserved_concurrency, { deliver_alert = 1 }) })
  }
  expect_failures = [var.compute]
}

run "refuses_more_than_an_account_has" {
  command = plan
  variables {
    compute = merge(var.compute, { reserved_concurrency = merge(var.compute.reserved_concurrency, { connections = 800 }) })
  }
  expect_failures = [var.compute]
}

run "refuses_more_warm_copies_than_are_reserved" {
  command = plan
  variables {
    compute = merge(var.compute, { morning_peak = merge(var.compute.morning_peak, { intent_provisioned_concurrency = 31 }) })
  }
  expect_failures = [var.compute]
}

run "refuses_to_send_tokens_back_in_the_clear" {
  command = plan
  variables {
    api = merge(var.api, { stage = merge(var.api.stage, { purge_url = "http://rest.execute-api.us-east-1.amazonaws.com/v1" }) })
  }
  expect_failures = [var.api]
}

run "refuses_a_stack_that_nobody_can_sign_in_to" {
  command = plan
  variables {
    user_pools = []
  }
  expect_failures = [var.user_pools]
}

run "refuses_a_log_group_without_a_key" {
  command = plan
  variables {
    key_arns = merge(var.key_arns, { logs = null })
  }
  expect_failures = [var.key_arns]
}

run "refuses_an_environment_without_a_key" {
  command = plan
  variables {
    key_arns = merge(var.key_arns, { functions = "" })
  }
  expect_failures = [var.key_arns]
}

run "refuses_every_key_there_is" {
  command = plan
  variables {
    key_arns = merge(var.key_arns, { secrets = "arn:aws:kms:us-east-1:123456789012:key/*" })
  }
  expect_failures = [var.key_arns]
}

run "refuses_to_forget_what_was_said_too_soon_and_to_beat_its_heart_in_the_clear" {
  command = plan
  variables {
    compute = merge(var.compute, { usage_log_months = 3, heartbeat_url = "http://heartbeat.example/1" })
  }
  expect_failures = [var.compute]
}

run "refuses_a_model_of_every_name" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provider = { name = "bedrock", model = "anthropic.*" } })
  }
  expect_failures = [var.compute]
}

run "refuses_a_server_that_is_told_in_the_clear" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provider = { name = "http", url = "http://words.example" } })
  }
  expect_failures = [var.compute]
}

run "refuses_texts_that_cannot_go_out" {
  command = plan

  variables {
    compute = merge(var.compute, { texts = merge(var.compute.texts, { monthly_limit_usd = 0 }) })
  }

  expect_failures = [var.compute]
}

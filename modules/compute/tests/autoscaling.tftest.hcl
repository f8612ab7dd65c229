mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  name     = "alphawolf-test"
  features = { autoscaling = true }

  api = {
    host             = "0.0.0.0"
    port             = 8080
    target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/1"

    stage = {
      api       = "alphawolf-test"
      name      = "v1"
      purge_url = null
    }
  }

  operations = {
    alarm_topic_arn = "arn:aws:sns:us-east-1:123456789012:alarms"
    boundary_arn    = "arn:aws:iam::123456789012:policy/boundary"
    environment     = "test"
  }

  # Any file will do: nothing unpacks it here.
  artifacts = { workers_zip = "versions.tf", api_image = "registry.example/api:1" }

  alerts = {
    topic_arn         = "arn:aws:sns:us-east-1:123456789012:alerts"
    queue             = { arn = "arn:aws:sqs:us-east-1:123456789012:alerts", visibility_timeout_s = 30 }
    dead_letter_queue = { arn = "arn:aws:sqs:us-east-1:123456789012:dead", visibility_timeout_s = 30 }
    text_replies = {
      queue             = { arn = "arn:aws:sqs:us-east-1:123456789012:text-replies", visibility_timeout_s = 30 }
      dead_letter_queue = { arn = "arn:aws:sqs:us-east-1:123456789012:texts-dead" }
    }
  }

  compute = {
    api_cpu                        = 512
    api_memory_mb                  = 1024
    api_count                      = 2
    api_count_max                  = 8
    lambda_runtime                 = "python3.13"
    lambda_architecture            = "arm64"
    lambda_memory_mb               = 512
    intent_provisioned_concurrency = 1
    log_retention_days             = 90
    delivery_batch_size            = 10
    texts                          = { two_way = true, a_day = 500, monthly_limit_usd = 50, contact_test_days = 7 }

    morning_peak = {
      time_zone                      = "America/New_York"
      begins                         = "06:30"
      ends                           = "10:00"
      api_count                      = 4
      intent_provisioned_concurrency = 5
    }

    reserved_concurrency = {
      authorize           = 50
      connections         = 40
      dead_letters        = 2
      deliver_alert       = 20
      escalate            = 1
      maintain_partitions = 1
      process_intent      = 30
      rotate_secret       = 1
      sms_receipt         = 2
      sms_reply           = 5
      speech              = 2
      watch_tasks         = 1
    }
  }

  database = {
    name             = "alphawolf"
    hosts            = ["a:5432", "b:5432"]
    direct_hosts     = ["a:5432", "b:5432"]
    proxied          = false
    sslmode          = "verify-full"
    owner_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:owner"
    app_secret_arn   = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app"
  }

  speech_bucket = { name = "speech", arn = "arn:aws:s3:::speech" }

  user_pools = [{
    issuer    = "https://issuer.example"
    client_id = "client"
    jwks_url  = "https://issuer.example/jwks.json"
  }]

  key_arns = {
    alarms    = "arn:aws:kms:us-east-1:123456789012:key/alarms"
    fields    = "arn:aws:kms:us-east-1:123456789012:key/fields"
    functions = "arn:aws:kms:us-east-1:123456789012:key/functions"
    images    = "arn:aws:kms:us-east-1:123456789012:key/images"
    logs      = "arn:aws:kms:us-east-1:123456789012:key/logs"
    messages  = "arn:aws:kms:us-east-1:123456789012:key/messages"
    secrets   = "arn:aws:kms:us-east-1:123456789012:key/secrets"
    speech    = "arn:aws:kms:us-east-1:123456789012:key/speech"
  }

  network = {
    private_subnet_ids = ["subnet-a", "subnet-b"]
    security_group_ids = { api = "sg-api", functions = "sg-functions", intents = "sg-intents" }
  }

  notifications = {
    url             = "wss://socket.example/notifications"
    connections_url = "https://socket.example/notifications"
    connections_arn = "arn:aws:execute-api:us-east-1:123456789012:abc/notifications/POST/@connections/*"
  }
}

run "as_it_is_given" {
  command = plan

  # Tasks and warm copies grow within their bounds.
  assert {
    condition = { for key, target in aws_appautoscaling_target.this : key => [target.resource_id, tostring(target.min_capacity), tostring(target.max_capacity)] } == {
      api            = ["service/alphawolf-test/alphawolf-test-api", "2", "8"]
      process_intent = ["function:alphawolf-test-process-intent:live", "1", "30"]
    }
    error_message = "The API has two to eight tasks; never more warm copies than are reserved."
  }

  assert {
    condition     = aws_appautoscaling_policy.processor[0].target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type == "ECSServiceAverageCPUUtilization"
    error_message = "Tasks follow their processors."
  }

  assert {
    condition     = aws_appautoscaling_policy.warm_copies[0].resource_id == aws_appautoscaling_target.this["process_intent"].resource_id
    error_message = "Warm copies follow their use."
  }

  # Tasks follow the requests that the gateway counts.
  assert {
    condition     = aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration[0].target_value == 3000
    error_message = "Half a vCPU is given fifty requests a second."
  }

  assert {
    condition = {
      for metric in aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics :
      metric.id => { for dimension in metric.metric_stat[0].metric[0].dimensions : dimension.name => dimension.value } if length(metric.metric_stat) > 0
      } == {
      requests = { ApiName = "alphawolf-test", Stage = "v1" }
      tasks    = { ClusterName = "alphawolf-test", ServiceName = "alphawolf-test-api" }
    }
    error_message = "Requests of this stage, by tasks of this service."
  }

  # The morning finds everything ready and the day goes back.
  assert {
    condition = { for key, action in aws_appautoscaling_scheduled_action.this : key => [action.schedule, action.timezone, tostring(action.scalable_target_action[0].min_capacity)] } == {
      "api-peak"             = ["cron(30 6 * * ? *)", "America/New_York", "4"]
      "api-usual"            = ["cron(0 10 * * ? *)", "America/New_York", "2"]
      "process_intent-peak"  = ["cron(30 6 * * ? *)", "America/New_York", "5"]
      "process_intent-usual" = ["cron(0 10 * * ? *)", "America/New_York", "1"]
    }
    error_message = "Two turns a day for each of the two."
  }
}

run "without_warm_copies_there_is_nothing_to_warm" {
  command = plan

  variables {
    compute = merge(var.compute, { intent_provisioned_concurrency = 0 })
  }

  assert {
    condition     = keys(aws_appautoscaling_target.this) == ["api"] && length(aws_appautoscaling_policy.warm_copies) == 0 && length(aws_appautoscaling_scheduled_action.this) == 2
    error_message = "Only the API grows."
  }
}

run "where_nothing_can_scale_the_numbers_stand" {
  command = plan

  variables {
    features = { autoscaling = false }
  }

  assert {
    condition     = length(aws_appautoscaling_target.this) + length(aws_appautoscaling_scheduled_action.this) + length(aws_appautoscaling_policy.processor) + length(aws_appautoscaling_policy.requests) + length(aws_appautoscaling_policy.warm_copies) == 0
    error_message = "An emulator without Application Auto Scaling is asked for none of it."
  }

  assert {
    condition     = aws_ecs_service.api.desired_count == 2 && aws_lambda_provisioned_concurrency_config.process_intent[0].provisioned_concurrent_executions == 1
    error_message = "The usual numbers run all the same."
  }
}

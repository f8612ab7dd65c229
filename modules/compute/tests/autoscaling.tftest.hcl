mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
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

# Two things grow with the day: the API's tasks, and the copies of process_intent that are kept warm. A schedule has both
# ready before the morning, when every board is picked up at once; between, they follow what is asked of them.
locals {
  peak = var.compute.morning_peak

  scalable = merge(
    {
      api = {
        namespace   = "ecs"
        dimension   = "ecs:service:DesiredCount"
        resource_id = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.api.name}"
        usual       = var.compute.api_count
        peak        = local.peak.api_count
        most        = var.compute.api_count_max
      }
    },
    var.compute.intent_provisioned_concurrency == 0 ? {} : {
      process_intent = {
        namespace   = "lambda"
        dimension   = "lambda:function:ProvisionedConcurrency"
        resource_id = "function:${local.function_names.process_intent}:${aws_lambda_alias.live["process_intent"].name}"
        usual       = var.compute.intent_provisioned_concurrency
        peak        = local.peak.intent_provisioned_concurrency
        most        = var.compute.reserved_concurrency.process_intent
      }
    },
  )

  capacity_at = merge([
    for key, target in local.scalable : {
      "${key}-peak"  = { target = key, at = local.peak.begins, least = target.peak, most = target.most }
      "${key}-usual" = { target = key, at = local.peak.ends, least = target.usual, most = target.most }
    }
  ]...)
}

resource "aws_appautoscaling_target" "this" {
  for_each = var.features.autoscaling ? local.scalable : {}

  service_namespace  = each.value.namespace
  scalable_dimension = each.value.dimension
  resource_id        = each.value.resource_id
  min_capacity       = each.value.usual
  max_capacity       = each.value.most

  lifecycle {
    # The schedule moves it twice a day; a new value arrives with its next turn.
    ignore_changes = [min_capacity]
  }

  depends_on = [aws_lambda_provisioned_concurrency_config.process_intent]
}

resource "aws_appautoscaling_scheduled_action" "this" {
  for_each = var.features.autoscaling ? local.capacity_at : {}

  name               = "${var.name}-${replace(each.key, "_", "-")}"
  service_namespace  = aws_appautoscaling_target.this[each.value.target].service_namespace
  scalable_dimension = aws_appautoscaling_target.this[each.value.target].scalable_dimension
  resource_id        = aws_appautoscaling_target.this[each.value.target].resource_id
  schedule           = format("cron(%d %d * * ? *)", split(":", each.value.at)[1], split(":", each.value.at)[0])
  timezone           = local.peak.time_zone

  scalable_target_action {
    min_capacity = each.value.least
    max_capacity = each.value.most
  }
}

resource "aws_appautoscaling_policy" "processor" {
  count = var.features.autoscaling ? 1 : 0

  name               = "${var.name}-api-processor"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this["api"].service_namespace
  scalable_dimension = aws_appautoscaling_target.this["api"].scalable_dimension
  resource_id        = aws_appautoscaling_target.this["api"].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# A network load balancer counts connections, not requests; API Gateway counts requests, and the cluster its tasks.
resource "aws_appautoscaling_policy" "requests" {
  count = var.features.autoscaling ? 1 : 0

  name               = "${var.name}-api-requests"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this["api"].service_namespace
  scalable_dimension = aws_appautoscaling_target.this["api"].scalable_dimension
  resource_id        = aws_appautoscaling_target.this["api"].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 100 * 60 * var.compute.api_cpu / 1024 # a hundred a second for each whole vCPU
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    customized_metric_specification {
      metrics {
        id          = "requests_per_task"
        label       = "Requests a minute and task"
        expression  = "requests / tasks"
        return_data = true
      }

      metrics {
        id          = "requests"
        return_data = false

        metric_stat {
          stat = "Sum"

          metric {
            namespace   = "AWS/ApiGateway"
            metric_name = "Count"

            dimensions {
              name  = "ApiName"
              value = var.api.stage.api
            }

            dimensions {
              name  = "Stage"
              value = var.api.stage.name
            }
          }
        }
      }

      metrics {
        id          = "tasks"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.this.name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.api.name
            }
          }
        }
      }
    }
  }
}

resource "aws_appautoscaling_policy" "warm_copies" {
  count = var.features.autoscaling && var.compute.intent_provisioned_concurrency > 0 ? 1 : 0

  name               = "${var.name}-process-intent-warm-copies"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this["process_intent"].service_namespace
  scalable_dimension = aws_appautoscaling_target.this["process_intent"].scalable_dimension
  resource_id        = aws_appautoscaling_target.this["process_intent"].resource_id

  target_tracking_scaling_policy_configuration {
    target_value = 0.7

    predefined_metric_specification {
      predefined_metric_type = "LambdaProvisionedConcurrencyUtilization"
    }
  }
}

resource "aws_ecs_service" "api" {
  name            = "${var.name}-api"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.this["api"].arn
  desired_count   = var.compute.api_count
  launch_type     = "FARGATE"
  propagate_tags  = "SERVICE"

  # Nobody opens a shell where health data is: what goes wrong is in the logs.
  enable_execute_command = false

  availability_zone_rebalancing     = "ENABLED"
  health_check_grace_period_seconds = 60 # a slow start, then two checks ten seconds apart

  # A release adds its tasks before it takes any away.
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  load_balancer {
    target_group_arn = var.api.target_group_arn
    container_name   = "api"
    container_port   = var.api.port
  }

  network_configuration {
    assign_public_ip = false
    security_groups  = [var.network.security_group_ids.api]
    subnets          = var.network.private_subnet_ids
  }

  lifecycle {
    # The first an emulator does not report back, and nothing but this stack sets it; the second is moved by
    # Application Auto Scaling (autoscaling.tf); the third by `wolfctl deploy`, after the schema (decision 75).
    ignore_changes = [availability_zone_rebalancing, desired_count, task_definition]
  }
}

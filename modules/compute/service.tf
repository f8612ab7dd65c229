resource "aws_ecs_service" "api" {
  name            = "${var.name}-api"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.this["api"].arn
  desired_count   = var.compute.api_count
  launch_type     = "FARGATE"
  propagate_tags  = "SERVICE"

  availability_zone_rebalancing     = "ENABLED"
  health_check_grace_period_seconds = 30

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "api"
    container_port   = var.api_address.port
  }

  network_configuration {
    assign_public_ip = false
    security_groups  = [var.network.security_group_ids.api]
    subnets          = var.network.private_subnet_ids
  }

  lifecycle {
    # An emulator does not report it back; nothing but this stack sets it.
    ignore_changes = [availability_zone_rebalancing]
  }
}

locals {
  # A task is a command of the one image, what it is told, and the secrets its agent hands over.
  tasks = {
    api = {
      command     = ["python", "-m", "api.app"]
      cpu         = var.compute.api_cpu
      memory_mb   = var.compute.api_memory_mb
      environment = local.api_environment
      ports       = [var.api.port]
      stop_s      = 30 # the API gives what it has begun 10 s, then closes what it has open
      secrets = {
        DATABASE_PASSWORD = "${var.database.app_secret_arn}:password::"
        DATABASE_USER     = "${var.database.app_secret_arn}:username::"
      }
    }
    migrate = {
      command     = ["python", "-m", "api.db.migrate", "up"]
      cpu         = 256
      memory_mb   = 512
      environment = local.direct_database_environment.tasks
      ports       = []
      stop_s      = 120 # the longest that Fargate waits: a migration ends or rolls back
      secrets = {
        APP_DATABASE_PASSWORD = "${var.database.app_secret_arn}:password::"
        APP_DATABASE_USER     = "${var.database.app_secret_arn}:username::"
        DATABASE_PASSWORD     = "${var.database.owner_secret_arn}:password::"
        DATABASE_USER         = "${var.database.owner_secret_arn}:username::"
      }
    }
  }

  alive = "import urllib.request as r; r.urlopen('http://127.0.0.1:${var.api.port}/health/live', timeout=2)"
}

resource "aws_ecs_task_definition" "this" {
  for_each = toset(["api", "migrate"])

  family                   = "${var.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.tasks[each.key].cpu
  memory                   = local.tasks[each.key].memory_mb
  execution_role_arn       = aws_iam_role.this["start_${each.key}"].arn
  task_role_arn            = each.key == "api" ? aws_iam_role.this["run_api"].arn : null
  skip_destroy             = true # what was live can be gone back to: an inactive revision is not rolled out

  # The one place that a container may write to; its root is read-only.
  volume {
    name = "tmp"
  }

  runtime_platform {
    cpu_architecture        = var.compute.lambda_architecture == "arm64" ? "ARM64" : "X86_64"
    operating_system_family = "LINUX"
  }

  container_definitions = jsonencode([merge(
    {
      name                   = each.key
      image                  = var.artifacts.api_image
      command                = local.tasks[each.key].command
      essential              = true
      readonlyRootFilesystem = true
      user                   = "10001:10001"
      stopTimeout            = local.tasks[each.key].stop_s
      mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
      environment            = [for name, value in local.tasks[each.key].environment : { name = name, value = value }]
      secrets                = [for name, source in local.tasks[each.key].secrets : { name = name, valueFrom = source }]
      portMappings           = [for port in local.tasks[each.key].ports : { containerPort = port, hostPort = port, protocol = "tcp" }]
      linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.task[each.key].name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = each.key
        }
      }
    },
    each.key == "api" ? {
      healthCheck = {
        command     = ["CMD", "python", "-c", local.alive]
        interval    = 10
        retries     = 3
        startPeriod = 20
        timeout     = 5
      }
    } : null,
  )])

  # A task that may not yet read its secrets fails to start.
  depends_on = [aws_iam_role_policy_attachment.this]
}

mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  # The api is told exactly what it reads.
  assert {
    condition = { for variable in jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].environment : variable.name => variable.value } == {
      ALERTS_TOPIC_ARN    = "arn:aws:sns:us-east-1:123456789012:alerts"
      AWS_REGION          = "us-east-1"
      COGNITO_POOLS       = jsonencode(var.user_pools)
      DATABASE_CA_FILE    = "/app/rds-ca.pem"
      DATABASE_HOSTS      = "a:5432,b:5432"
      DATABASE_NAME       = "alphawolf"
      DATABASE_SECRET_ARN = var.database.app_secret_arn
      DATABASE_SSLMODE    = "verify-full"
      ENVIRONMENT         = "test"
      FIELD_KEY_ARN       = "arn:aws:kms:us-east-1:123456789012:key/fields"
      HOST                = "0.0.0.0"
      INTENT_FUNCTION     = "arn:aws:lambda:us-east-1:123456789012:function:worker:live"
      NOTIFICATIONS_URL   = "wss://socket.example/notifications"
      OUTBOX_RELAY        = "on"
      PORT                = "8080"
      REST_URL            = "https://rest.execute-api.us-east-1.amazonaws.com/v1"
      SPEECH_BUCKET       = "speech"
      SPEECH_VOICE        = "polly"
    }
    error_message = "These are the API's settings, no more and no fewer."
  }

  assert {
    condition = { for secret in jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].secrets : secret.name => secret.valueFrom } == {
      DATABASE_PASSWORD = "${var.database.app_secret_arn}:password::"
      DATABASE_USER     = "${var.database.app_secret_arn}:username::"
    }
    error_message = "The API is the application role, never the owner."
  }

  # The migration is the owner and makes the application role.
  assert {
    condition = { for secret in jsondecode(aws_ecs_task_definition.this["migrate"].container_definitions)[0].secrets : secret.name => secret.valueFrom } == {
      APP_DATABASE_PASSWORD = "${var.database.app_secret_arn}:password::"
      APP_DATABASE_USER     = "${var.database.app_secret_arn}:username::"
      DATABASE_PASSWORD     = "${var.database.owner_secret_arn}:password::"
      DATABASE_USER         = "${var.database.owner_secret_arn}:username::"
    }
    error_message = "The migration knows both roles."
  }

  assert {
    condition     = { for variable in jsondecode(aws_ecs_task_definition.this["migrate"].container_definitions)[0].environment : variable.name => variable.value } == { DATABASE_CA_FILE = "/app/rds-ca.pem", DATABASE_HOSTS = "a:5432,b:5432", DATABASE_NAME = "alphawolf", DATABASE_SSLMODE = "verify-full" }
    error_message = "It needs to know the database and nothing else."
  }

  assert {
    condition     = aws_ecs_task_definition.this["migrate"].task_role_arn == null
    error_message = "It calls nothing of AWS by itself."
  }

  # Both tasks are commands of one image.
  assert {
    condition = { for key, task in aws_ecs_task_definition.this : key => jsondecode(task.container_definitions)[0].command } == {
      api     = ["python", "-m", "api.app"]
      migrate = ["python", "-m", "api.db.migrate", "up"]
    }
    error_message = "One image, two commands."
  }

  assert {
    condition     = alltrue([for key, task in aws_ecs_task_definition.this : jsondecode(task.container_definitions)[0].image == "registry.example/api:1" && jsondecode(task.container_definitions)[0].name == key && jsondecode(task.container_definitions)[0].readonlyRootFilesystem])
    error_message = "The container cannot write to its own disk."
  }

  assert {
    condition     = aws_ecs_task_definition.this["api"].cpu == "512" && aws_ecs_task_definition.this["api"].memory == "1024" && aws_ecs_task_definition.this["api"].runtime_platform[0].cpu_architecture == "ARM64"
    error_message = "The API's size is the environment's to choose."
  }

  # The service keeps the api behind the load balancer.
  assert {
    condition     = aws_ecs_service.api.desired_count == 2 && aws_ecs_service.api.task_definition == aws_ecs_task_definition.this["api"].arn && aws_ecs_service.api.launch_type == "FARGATE"
    error_message = "Two copies of the API's task."
  }

  assert {
    condition     = one(aws_ecs_service.api.load_balancer).target_group_arn == var.api.target_group_arn && one(aws_ecs_service.api.load_balancer).container_port == 8080 && one(aws_ecs_service.api.load_balancer).container_name == "api"
    error_message = "Tasks register in the target group by the port that they listen on."
  }

  assert {
    condition     = aws_ecs_service.api.network_configuration[0].assign_public_ip == false && aws_ecs_service.api.network_configuration[0].security_groups == toset(["sg-api"]) && aws_ecs_service.api.network_configuration[0].subnets == toset(["subnet-a", "subnet-b"])
    error_message = "Tasks stand in private subnets behind the API's group."
  }

  assert {
    condition     = aws_ecs_service.api.deployment_circuit_breaker[0].enable && aws_ecs_service.api.deployment_circuit_breaker[0].rollback
    error_message = "A release that does not come up goes back by itself."
  }

  assert {
    condition     = output.cluster == "alphawolf-test" && output.service == "alphawolf-test-api"
    error_message = "The outputs name cluster and service."
  }

  assert {
    condition     = aws_ecr_repository.api.image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.api.encryption_configuration[0].kms_key == var.key_arns.images && aws_ecr_repository.api.image_scanning_configuration[0].scan_on_push
    error_message = "An image cannot be replaced under its tag, is encrypted and is scanned."
  }

  # A container is nobody and owns nothing.
  assert {
    condition = alltrue([
      for task in [for definition in aws_ecs_task_definition.this : jsondecode(definition.container_definitions)[0]] :
      task.user == "10001:10001" && task.readonlyRootFilesystem && task.linuxParameters.capabilities.drop == ["ALL"]
    ])
    error_message = "No container is root, writes to its root, or keeps a capability."
  }

  assert {
    condition     = alltrue([for definition in aws_ecs_task_definition.this : jsondecode(definition.container_definitions)[0].mountPoints == [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]])
    error_message = "Temporary files go to their own volume, and nothing else is written."
  }

  assert {
    condition     = aws_ecs_service.api.enable_execute_command == false
    error_message = "Nobody opens a shell in a task."
  }

  # A task that stops finishes what it has begun.
  assert {
    condition     = { for key, definition in aws_ecs_task_definition.this : key => jsondecode(definition.container_definitions)[0].stopTimeout } == { api = 30, migrate = 120 }
    error_message = "The API drains for ten seconds and closes; a migration has two minutes."
  }

  assert {
    condition     = aws_ecs_service.api.deployment_minimum_healthy_percent == 100 && aws_ecs_service.api.deployment_maximum_percent == 200
    error_message = "New tasks serve before old ones go."
  }
}

output "api_task_definition" {
  description = "Task definition of the API, with its revision."
  value       = aws_ecs_task_definition.this["api"].arn
}

output "cluster" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "event_source_mappings" {
  description = "Identifier of the mapping that feeds each queue-driven function."
  value       = { for key, mapping in aws_lambda_event_source_mapping.queue : key => mapping.uuid }
}

output "functions" {
  description = "Each function by key: name, arn, alias_arn and invoke_arn of its live alias, log_group."
  value = {
    for key, function in aws_lambda_function.worker : key => {
      name       = function.function_name
      arn        = function.arn
      alias_arn  = aws_lambda_alias.live[key].arn
      invoke_arn = aws_lambda_alias.live[key].invoke_arn
      log_group  = aws_cloudwatch_log_group.function[key].name
    }
  }

  # Secrets Manager refuses a rotation function that it may not invoke yet.
  depends_on = [aws_lambda_permission.rotation]
}

output "migrate_task_definition" {
  description = "Task definition that migrates the database, with its revision."
  value       = aws_ecs_task_definition.this["migrate"].arn
}

output "repository_url" {
  description = "Registry that images of the API are pushed to."
  value       = aws_ecr_repository.api.repository_url
}

output "service" {
  description = "Name of the API's ECS service."
  value       = aws_ecs_service.api.name
}

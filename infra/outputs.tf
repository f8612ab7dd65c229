# Exactly what wolfctl reads.

output "alerts_dead_letter_queue_url" {
  description = "Queue of alerts that could not be delivered."
  value       = module.data.alerts_dead_letter_queue.url
}

output "alerts_queue_url" {
  description = "Queue that feeds the delivery function."
  value       = module.data.alerts_queue.url
}

output "alerts_topic_arn" {
  description = "Topic to which the API's outbox publishes alerts."
  value       = module.data.alerts_topic_arn
}

output "api_task_definition" {
  description = "Task definition of the API, with its revision."
  value       = module.compute.api_task_definition
}

output "database" {
  description = "PostgreSQL: name, endpoint, owner_secret_arn, app_secret_arn."
  value = {
    name             = local.database_name
    endpoint         = module.data.database_endpoint
    owner_secret_arn = module.data.database_secret_arns.owner
    app_secret_arn   = module.data.database_secret_arns.app
  }
}

output "ecr_repository_url" {
  description = "Registry that images of the API are pushed to."
  value       = module.compute.repository_url
}

output "ecs_cluster" {
  description = "Name of the ECS cluster."
  value       = module.compute.cluster
}

output "ecs_service" {
  description = "Name of the API's ECS service."
  value       = module.compute.service
}

output "event_source_mappings" {
  description = "Identifier of the mapping that feeds each queue-driven function."
  value       = module.compute.event_source_mappings
}

output "functions" {
  description = "Each Lambda function by name: arn, alias_arn, log_group."
  value = {
    for name, function in module.compute.functions : name => {
      arn       = function.arn
      alias_arn = function.alias_arn
      log_group = function.log_group
    }
  }
}

output "migrate_task_definition" {
  description = "Task definition that migrates the database, with its revision."
  value       = module.compute.migrate_task_definition
}

output "rest_api_url" {
  description = "Base URL of the REST API."
  value       = local.rest_api_url
}

output "speech_bucket" {
  description = "Bucket of synthesized speech clips."
  value       = module.data.speech_bucket.name
}

output "text_replies_topic_arn" {
  description = "Topic that a two-way number sends what is texted to it."
  value       = module.data.text_replies.topic_arn
}

output "user_pools" {
  description = "Cognito user pools of people and of caregivers: id, client_id."
  value       = { for group, pool in module.security.user_pools : group => { id = pool.id, client_id = pool.client_id } }
}

output "websocket_management_url" {
  description = "Where messages to a WebSocket connection are posted."
  value       = local.notifications.connections_url
}

output "websocket_url" {
  description = "Where clients open their WebSocket."
  value       = local.notifications.url
}

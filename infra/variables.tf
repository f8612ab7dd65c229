# Each section is one object, named as in envs/<environment>.yaml and handed whole to the module
# of that name. The rules for the values are validations there, beside what they protect.

variable "account_id" {
  description = "AWS account that may be changed; null where an emulator answers."
  type        = string
}

variable "addresses" {
  description = "Where an embedded environment's processes listen; null on AWS."
  type = object({
    emulator_url   = string
    api_url        = string
    api_port       = number
    database_hosts = list(string)
  })
}

variable "artifacts" {
  description = "What was built: the zip of the workers (path from this folder) and the image of the API."
  type = object({
    workers_zip = string
    api_image   = string
  })
  nullable = false
}

variable "backend" {
  description = "Where this stack's own state is kept, so that deploy roles may read it; null where an emulator answers."
  type = object({
    bucket     = string
    key        = string
    region     = string
    kms_key_id = string
  })
}

variable "compute" {
  description = "Sizes and counts of the API service and the workers."
  type = object({
    api_cpu                        = number
    api_memory_mb                  = number
    api_count                      = number
    api_count_max                  = number
    lambda_runtime                 = string
    lambda_architecture            = string
    lambda_memory_mb               = number
    intent_provisioned_concurrency = number
    log_retention_days             = number
    delivery_batch_size            = number
    usage_log_months               = optional(number, 24)
    heartbeat_url                  = optional(string)
    speech_voice                   = optional(string, "polly")
    intent_provider = optional(object({
      name  = string
      model = optional(string)
      url   = optional(string)
    }))
    texts = object({
      two_way           = bool
      a_day             = number
      monthly_limit_usd = number
      contact_test_days = number
    })
    morning_peak = object({
      time_zone                      = string
      begins                         = string
      ends                           = string
      api_count                      = number
      intent_provisioned_concurrency = number
    })
    reserved_concurrency = object({
      authorize           = number
      connections         = number
      dead_letters        = number
      deliver_alert       = number
      escalate            = number
      maintain_partitions = number
      process_intent      = number
      rotate_secret       = number
      sms_receipt         = number
      sms_reply           = number
      speech              = number
      watch_tasks         = number
    })
  })
  nullable = false
}

variable "data" {
  description = "The database, the buckets, the backups and the alert queues."
  type = object({
    engine_version        = string
    instance_class        = string
    allocated_storage_gb  = number
    multi_az              = bool
    read_replica          = bool
    proxy                 = bool
    backup_retention_days = number
    deletion_protection   = bool
    speech_expiry_days    = number
    audit_lock_days       = number
    max_receive_count     = number
  })
  nullable = false
}

variable "edge" {
  description = "Cache, throttling, authorizer, firewall, domain and CDN of the public APIs."
  type = object({
    stage_cache_gb      = string
    symbols_cache_ttl_s = number
    personal_cache      = bool
    throttle_rate       = number
    throttle_burst      = number
    authorizer_ttl_s    = number
    waf                 = object({ requests_per_ip = number, alerts_per_ip = number })
    domain              = object({ name = string, zone_id = string })
    cdn                 = object({ allowed_countries = list(string), origin_shield = bool, signing_keys = map(string) })
  })
  nullable = false
}

variable "environment" {
  description = "Name of the environment; part of every resource's name."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["local", "localstack", "dev", "staging", "prod"], var.environment)
    error_message = "The environment is one of local, localstack, dev, staging, prod."
  }
}

variable "features" {
  description = "Named switches for what an emulator cannot take; all true on AWS."
  type = object({
    access_analyzer             = bool
    account_public_access_block = bool
    autoscaling                 = bool
    backup_vault_lock           = bool
    client_certificates         = bool
    config_guard                = bool
    database_log_watch          = bool
    database_tls                = bool
    ebs_defaults                = bool
    endpoint_policies           = bool
    firewall                    = bool
    flow_logs                   = bool
    network_acl_subnets         = bool
    security_hub                = bool
    sign_in_risk                = bool
    stage_cache                 = bool
    vpc_link                    = bool
  })
  nullable = false
}

variable "network" {
  description = "Address range, number of zones and way out of the VPC."
  type = object({
    cidr  = string
    zones = number
    nat   = string
  })
  nullable = false
}

variable "owner" {
  description = "Team that answers for the environment; a tag on every resource."
  type        = string
  nullable    = false
}

variable "region" {
  description = "AWS region of the whole stack."
  type        = string
  nullable    = false
}

variable "repository" {
  description = "Repository that holds this code; a tag on every resource."
  type        = string
  nullable    = false
}

variable "security" {
  description = "Key deletion window, threat detection, who is told, where changes come from, and the monthly budget."
  type = object({
    alarm_emails           = list(string)
    break_glass_principals = list(string)
    github_repository      = string
    guardduty              = bool
    guardduty_features     = list(string)
    key_deletion_days      = number
    monthly_budget_usd     = number
  })
  nullable = false
}

variable "boundary_arn" {
  description = "Permissions boundary of every role made here."
  type        = string
  nullable    = false
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

  validation {
    condition     = can(regex("^16\\.[0-9]+$", var.data.engine_version))
    error_message = "The engine version is a minor version of PostgreSQL 16, such as 16.4."
  }

  validation {
    condition     = startswith(var.data.instance_class, "db.")
    error_message = "The instance class is an RDS class, such as db.t4g.small."
  }

  validation {
    condition     = var.data.allocated_storage_gb >= 20 && var.data.allocated_storage_gb <= 65536
    error_message = "RDS gp3 storage is 20 to 65536 GB."
  }

  validation {
    condition     = var.data.backup_retention_days >= 1 && var.data.backup_retention_days <= 35
    error_message = "Backups are kept for 1 to 35 days; none at all is not offered."
  }

  validation {
    condition     = var.data.speech_expiry_days >= 1 && floor(var.data.speech_expiry_days) == var.data.speech_expiry_days
    error_message = "Speech clips expire after a whole number of days, at least 1."
  }

  validation {
    condition     = var.data.audit_lock_days >= 1 && var.data.audit_lock_days <= 36500 && floor(var.data.audit_lock_days) == var.data.audit_lock_days
    error_message = "Audit records are locked for a whole number of days, 1 to 36500; HIPAA asks for six years, 2192."
  }

  validation {
    condition     = var.data.max_receive_count >= 1 && var.data.max_receive_count <= 1000
    error_message = "A message goes to the dead-letter queue after 1 to 1000 receives."
  }
}

variable "database" {
  description = "Name of the database in PostgreSQL and the port it listens on."
  type = object({
    name = string
    port = number
  })
  nullable = false
}

variable "distribution_arns" {
  description = "CloudFront distributions that may read art and speech clips."
  type        = list(string)
  nullable    = false
}

variable "features" {
  description = "Named switches for what an emulator cannot take."
  type = object({
    backup_vault_lock  = bool
    database_log_watch = bool
  })
  nullable = false
}

variable "fresh_passwords" {
  description = "Newly drawn passwords of the roles app and owner, written to their secrets when those are made."
  type = object({
    app   = string
    owner = string
  })
  ephemeral = true
  nullable  = false
}

variable "key_arns" {
  description = "KMS keys that encrypt at rest: art, audit, backup, database, logs, messages, secrets, speech."
  type = object({
    art      = string
    audit    = string
    backup   = string
    database = string
    logs     = string
    messages = string
    secrets  = string
    speech   = string
  })
  nullable = false
}

variable "log_retention_days" {
  description = "Days for which CloudWatch keeps the database's logs."
  type        = number
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1
    error_message = "Logs are kept for at least a day: 0 would mean for ever."
  }
}

variable "name" {
  description = "Prefix of every name: alphawolf-<environment>."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Database subnets, one a zone, and the security group of the database."
  type = object({
    subnet_ids        = list(string)
    security_group_id = string
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 2
    error_message = "The database needs subnets in at least two zones."
  }
}

variable "owner_password" {
  description = "The owner's password as its secret holds it, given to the database when that is made."
  type        = string
  ephemeral   = true
  nullable    = false
}

variable "rotation_function_arn" {
  description = "Lambda function that rotates the database's secrets, which Secrets Manager may already invoke."
  type        = string
  nullable    = false
}

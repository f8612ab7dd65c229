variable "deletion_protection" {
  description = "Whether user pools refuse to be deleted, and secrets wait thirty days."
  type        = bool
  nullable    = false
}

variable "deployment" {
  description = "Where changes come from: the environment's name, and the Terraform state that it keeps (null where an emulator answers)."
  type = object({
    environment = string
    state = object({
      region     = string
      kms_key_id = string
    })
  })
  nullable = false

  validation {
    condition     = var.deployment.state == null || can(regex("alias/.+$", var.deployment.state.kms_key_id))
    error_message = "The key of the state is named by its alias, so that the plan role may use that key and no other."
  }
}

variable "features" {
  description = "Named switches for what an emulator cannot take; all true on AWS."
  type = object({
    access_analyzer             = bool
    account_public_access_block = bool
    config_guard                = bool
    ebs_defaults                = bool
    security_hub                = bool
    sign_in_risk                = bool
  })
  nullable = false
}

variable "function" {
  description = "The zip with workers.compliance_alert, and the runtime and processor that it was built for."
  type = object({
    zip          = string
    runtime      = string
    architecture = string
  })
  nullable = false
}

variable "health_bucket_arns" {
  description = "Buckets that hold health data: the trail records who reads or writes their objects, deploy roles may not."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.health_bucket_arns) > 0 && alltrue([for arn in var.health_bucket_arns : can(regex("^arn:[a-z-]+:s3:::[a-z0-9.-]+$", arn))])
    error_message = "At least one bucket holds health data, each named by its whole ARN: a pattern would record or deny something else."
  }
}

variable "log_retention_days" {
  description = "Days that log groups keep their lines."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Prefix of every name: alphawolf-<environment>."
  type        = string
  nullable    = false
}

variable "observed" {
  description = "Names that alarms, the dashboard and Config's rules look at; web_acls names each web ACL by what it stands before: rest, or cdn."
  type = object({
    database  = string
    ecs       = object({ cluster = string, service = string })
    functions = map(string)
    queues    = object({ alerts = string, dead_letters = string })
    rest_api  = object({ name = string, stage = string })
    texts     = object({ dead_letters = string, monthly_limit_usd = number })
    vpc       = object({ id = string, public_route_table_ids = list(string) })
    web_acls  = optional(map(string), {})
    websocket = object({ id = string, stage = string })
  })
  nullable = false

  validation {
    condition     = contains(keys(var.observed.functions), "process_intent")
    error_message = "The function process_intent is among those observed: it alone is kept warm."
  }
}

variable "record_buckets" {
  description = "Names of the buckets that keep what CloudTrail (audit) and AWS Config (config) record."
  type = object({
    audit  = string
    config = string
  })
  nullable = false
}

variable "security" {
  description = "Key deletion window, threat detection, who is told, who may break the glass, where changes come from, and the monthly budget."
  type = object({
    alarm_emails           = optional(list(string), [])
    break_glass_principals = optional(list(string), [])
    github_repository      = string
    guardduty              = bool
    guardduty_features     = optional(list(string), ["LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "RUNTIME_MONITORING", "S3_DATA_EVENTS"])
    key_deletion_days      = number
    monthly_budget_usd     = number
  })
  nullable = false

  validation {
    condition     = var.security.key_deletion_days >= 7 && var.security.key_deletion_days <= 30
    error_message = "KMS keeps a deleted key for 7 to 30 days."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.security.github_repository))
    error_message = "The repository is GitHub's owner/name, without wildcards: tokens of exactly that repository open the deploy roles."
  }

  validation {
    condition     = var.security.monthly_budget_usd > 0
    error_message = "A budget of nothing is spent before the month begins."
  }

  validation {
    condition     = alltrue([for address in var.security.alarm_emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "Every address that is told of alarms is an e-mail address."
  }

  validation {
    condition     = alltrue([for arn in var.security.break_glass_principals : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(role|user)/[^*]+$", arn))])
    error_message = "Who may break the glass is named by the whole ARN of a role or user: no account, no wildcard."
  }
}

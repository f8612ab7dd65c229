variable "alerts" {
  description = "Topic that the API publishes to, the two queues that functions read, and the way of what is answered to texts."
  type = object({
    topic_arn = string
    queue = object({
      arn                  = string
      visibility_timeout_s = number
    })
    dead_letter_queue = object({
      arn                  = string
      visibility_timeout_s = number
    })
    text_replies = object({
      queue             = object({ arn = string, visibility_timeout_s = number })
      dead_letter_queue = object({ arn = string })
    })
  })
  nullable = false
}

variable "api" {
  description = "Where the API listens inside its task, the target group it registers in, and the stage in front of it: names, and the URL at which tasks are read anew after a write; null where none are kept."
  type = object({
    host             = string
    port             = number
    target_group_arn = string
    stage = object({
      api       = string
      name      = string
      purge_url = string
    })
  })
  nullable = false

  validation {
    condition     = startswith(coalesce(var.api.stage.purge_url, "https://"), "https://")
    error_message = "Callers' tokens go back to the stage over HTTPS alone."
  }

  validation {
    condition     = var.api.port >= 1024 && var.api.port <= 65535
    error_message = "The API's port is from 1024 to 65535: it runs without root."
  }
}

variable "artifacts" {
  description = "Zip that holds every worker, and the image of the API."
  type = object({
    workers_zip = string
    api_image   = string
  })
  nullable = false
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

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.compute.api_cpu)
    error_message = "Fargate offers 256, 512, 1024, 2048 or 4096 CPU units."
  }

  validation {
    condition = (
      var.compute.api_memory_mb >= 2 * var.compute.api_cpu
      && var.compute.api_memory_mb <= min(8 * var.compute.api_cpu, 30720)
      && (var.compute.api_memory_mb == 512 || var.compute.api_memory_mb % 1024 == 0)
    )
    error_message = "Fargate memory is 2 to 8 MB per CPU unit, in steps of 1024 (or 512 with 256 CPU units), at most 30720."
  }

  validation {
    condition     = var.compute.api_count >= 1
    error_message = "At least one API task runs: alerts leave through it."
  }

  validation {
    condition     = var.compute.api_count_max >= max(var.compute.api_count, var.compute.morning_peak.api_count)
    error_message = "The most API tasks are at least the usual number and the morning's."
  }

  validation {
    condition     = var.compute.morning_peak.api_count >= var.compute.api_count && var.compute.morning_peak.intent_provisioned_concurrency >= var.compute.intent_provisioned_concurrency
    error_message = "In the morning there are at least as many API tasks and warm copies of process_intent as usual."
  }

  validation {
    condition     = alltrue([for at in [var.compute.morning_peak.begins, var.compute.morning_peak.ends] : can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", at))])
    error_message = "The morning's peak begins and ends at a time of day, HH:MM."
  }

  validation {
    condition     = alltrue([for reserved in values(var.compute.reserved_concurrency) : reserved >= 1])
    error_message = "Each function has at least one execution reserved: with none it never runs."
  }

  validation {
    condition     = min(var.compute.reserved_concurrency.deliver_alert, var.compute.reserved_concurrency.dead_letters, var.compute.reserved_concurrency.sms_reply) >= 2
    error_message = "A queue feeds at least two copies of its function at once."
  }

  validation {
    condition     = sum(values(var.compute.reserved_concurrency)) <= 890
    error_message = "At most 890 executions are reserved: an account has 1000, Lambda keeps 100 for everybody, and 10 are for functions outside this module."
  }

  validation {
    condition     = var.compute.morning_peak.intent_provisioned_concurrency <= var.compute.reserved_concurrency.process_intent
    error_message = "No more copies of process_intent are kept warm than are reserved for it."
  }

  validation {
    condition     = can(regex("^python3\\.1[1-4]$", var.compute.lambda_runtime))
    error_message = "The workers run on python3.11 to python3.14."
  }

  validation {
    condition     = contains(["arm64", "x86_64"], var.compute.lambda_architecture)
    error_message = "The Lambda architecture is arm64 or x86_64."
  }

  validation {
    condition     = var.compute.lambda_memory_mb >= 128 && var.compute.lambda_memory_mb <= 10240
    error_message = "Lambda memory is 128 to 10240 MB."
  }

  validation {
    condition     = var.compute.intent_provisioned_concurrency >= 0
    error_message = "Provisioned concurrency is 0 (none) or more."
  }

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.compute.log_retention_days,
    )
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }

  validation {
    condition     = startswith(coalesce(var.compute.heartbeat_url, "https://"), "https://")
    error_message = "Whoever listens for the heartbeat is called over HTTPS."
  }

  validation {
    condition = var.compute.intent_provider == null ? true : (
      contains(["bedrock", "comprehend", "http"], var.compute.intent_provider.name)
      && (var.compute.intent_provider.name == "bedrock") == can(regex("^[a-z0-9-]+([.][a-z0-9-]+)+(:[0-9]+)*$", var.compute.intent_provider.model))
      && (var.compute.intent_provider.name == "http") == startswith(coalesce(var.compute.intent_provider.url, "none"), "https://")
    )
    error_message = "Who else is asked what is meant is bedrock with the id of a model or an inference profile, comprehend, or http with an https:// url."
  }

  validation {
    condition     = contains(["espeak", "polly"], var.compute.speech_voice)
    error_message = "The voice is polly, or espeak where there is no Polly."
  }

  validation {
    condition     = min(var.compute.texts.a_day, var.compute.texts.contact_test_days) >= 0 && var.compute.texts.monthly_limit_usd >= 1
    error_message = "Texts a day and days of silence are 0 or more, and a month's texts may cost a dollar at least: none would ring no telephone."
  }

  validation {
    condition     = var.compute.usage_log_months >= 4
    error_message = "What was said is kept for four months at least: suggestions look back over three."
  }

  validation {
    condition     = var.compute.delivery_batch_size >= 1 && var.compute.delivery_batch_size <= 10
    error_message = "A delivery batch is 1 to 10 alerts: a larger one would have to wait to fill."
  }
}

variable "database" {
  description = "PostgreSQL: its name, the host:port where the application signs in and where roles and schema are changed, whether a proxy answers at the first, the sslmode, and the secrets of its two roles."
  type = object({
    name             = string
    hosts            = list(string)
    direct_hosts     = list(string)
    proxied          = bool
    sslmode          = string
    owner_secret_arn = string
    app_secret_arn   = string
  })
  nullable = false

  validation {
    condition     = min(length(var.database.hosts), length(var.database.direct_hosts)) >= 1
    error_message = "The database has at least one host."
  }

  validation {
    condition     = contains(["verify-full", "disable"], var.database.sslmode)
    error_message = "The sslmode is verify-full, or disable where the database listens on loopback."
  }
}

variable "features" {
  description = "Whether the number of tasks and of warm functions follows the load and the time of day."
  type        = object({ autoscaling = bool })
  nullable    = false
}

variable "key_arns" {
  description = "KMS keys that encrypt at rest: alarms, fields, functions, images, logs, messages, secrets, speech."
  type = object({
    alarms    = string
    fields    = string
    functions = string
    images    = string
    logs      = string
    messages  = string
    secrets   = string
    speech    = string
  })
  nullable = false

  validation {
    condition     = alltrue([for arn in values(var.key_arns) : can(regex("^arn:[a-z-]+:kms:[^*]+$", arn))])
    error_message = "Every key is named by its whole ARN: without one, logs and environments are not under a key of ours."
  }
}

variable "name" {
  description = "Prefix of every name: alphawolf-<environment>."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Private subnets, and the security groups of api, of functions that use the database, and of process_intent."
  type = object({
    private_subnet_ids = list(string)
    security_group_ids = object({
      api       = string
      functions = string
      intents   = string
    })
  })
  nullable = false
}

variable "notifications" {
  description = "WebSocket API: the URL clients connect to, the URL and the ARN for pushing to a connection."
  type = object({
    url             = string
    connections_url = string
    connections_arn = string
  })
  nullable = false
}

variable "operations" {
  description = "What operators give it: the environment's name, told to every process, the topic that hears of failed invocations, and the permissions boundary of every role."
  type = object({
    alarm_topic_arn = string
    boundary_arn    = string
    environment     = string
  })
  nullable = false
}

variable "speech_bucket" {
  description = "Bucket of speech clips."
  type = object({
    name = string
    arn  = string
  })
  nullable = false
}

variable "user_pools" {
  description = "Who issues access tokens: the issuer and client that each pool's tokens name, where its keys are, and whether it asks for a second factor."
  type = list(object({
    issuer        = string
    client_id     = string
    jwks_url      = string
    second_factor = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = length(var.user_pools) > 0
    error_message = "At least one user pool issues tokens, or nobody can sign in."
  }
}

variable "api" {
  description = "The API behind the edge: its port, and where to call it when there is no VPC link (else null)."
  type = object({
    port       = number
    direct_url = string
  })
  nullable = false

  validation {
    condition     = var.features.vpc_link == (var.api.direct_url == null)
    error_message = "The API is reached through the VPC link or at its direct_url: exactly one of the two."
  }
}

variable "edge" {
  description = "Cache, throttling and authorizer of the public APIs."
  type = object({
    stage_cache_gb      = string
    symbols_cache_ttl_s = number
    throttle_rate       = number
    throttle_burst      = number
    authorizer_ttl_s    = number
  })
  nullable = false

  validation {
    condition     = contains(["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"], var.edge.stage_cache_gb)
    error_message = "A stage cache is 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237 GB, written as a string."
  }

  validation {
    condition     = var.edge.symbols_cache_ttl_s >= 0 && var.edge.symbols_cache_ttl_s <= 3600
    error_message = "API Gateway caches a response for 0 to 3600 seconds."
  }

  validation {
    condition     = var.edge.authorizer_ttl_s >= 0 && var.edge.authorizer_ttl_s <= 300
    error_message = "A decision of the authorizer is kept for at most 300 seconds: a revoked caregiver must not linger."
  }

  validation {
    condition     = var.edge.throttle_rate >= 1 && var.edge.throttle_burst >= var.edge.throttle_rate
    error_message = "The throttle rate is at least 1 a second, and the burst at least the rate."
  }
}

variable "features" {
  description = "Whether the REST API reaches the API through a VPC link, and whether its stage has a cache."
  type = object({
    stage_cache = bool
    vpc_link    = bool
  })
  nullable = false
}

variable "functions" {
  description = "Functions that the edge calls by their live alias: authorize and connections."
  type = object({
    authorize   = object({ arn = string, invoke_arn = string })
    connections = object({ arn = string, invoke_arn = string })
  })
  nullable = false
}

variable "log_key_arn" {
  description = "KMS key that encrypts the access logs."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that access logs are kept."
  type        = number
  nullable    = false
}

variable "name" {
  description = "Prefix of every name: alphawolf-<environment>."
  type        = string
  nullable    = false
}

variable "network" {
  description = "VPC, private subnets and security group of the load balancer."
  type = object({
    vpc_id             = string
    private_subnet_ids = list(string)
    security_group_id  = string
  })
  nullable = false
}

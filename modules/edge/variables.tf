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

variable "boundary_arn" {
  description = "Permissions boundary of the role that writes access logs."
  type        = string
  nullable    = false
}

variable "buckets" {
  description = "Buckets that CloudFront reads from (art, speech), and that access logs go to."
  type = object({
    access_logs = object({ arn = string, name = string })
    art         = object({ domain_name = string })
    speech      = object({ domain_name = string })
  })
  nullable = false
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
  nullable    = false
}

variable "edge" {
  description = "Cache, throttling, authorizer, firewall, domain and CDN of the public APIs; domain and cdn may be null, and a null stage_cache_gb leaves the stage without a cache."
  type = object({
    stage_cache_gb      = string
    symbols_cache_ttl_s = number
    throttle_rate       = number
    throttle_burst      = number
    authorizer_ttl_s    = number
    personal_cache      = optional(bool, false)
    waf                 = optional(object({ requests_per_ip = number, alerts_per_ip = number }), { requests_per_ip = 10000, alerts_per_ip = 30000 })
    domain              = optional(object({ name = string, zone_id = string }))
    cdn                 = optional(object({ allowed_countries = list(string), origin_shield = bool, signing_keys = map(string) }))
  })
  nullable = false

  validation {
    condition     = contains(["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"], coalesce(var.edge.stage_cache_gb, "0.5"))
    error_message = "A stage cache is 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237 GB, written as a string, or null for none."
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

  validation {
    condition     = can(regex("^([a-z0-9-]+[.])+[a-z]{2,}$", try(var.edge.domain.name, "none.example")))
    error_message = "A domain is written in lower case, without a dot at its end."
  }

  validation {
    condition     = var.edge.cdn == null || var.edge.domain != null
    error_message = "CloudFront needs a domain: its own certificate lets viewers in with TLS 1.0."
  }

  validation {
    condition = alltrue([
      for country in try(var.edge.cdn.allowed_countries, ["US"]) : can(regex("^[A-Z]{2}$", country))
    ]) && length(try(var.edge.cdn.allowed_countries, ["US"])) > 0
    error_message = "CloudFront serves at least one country, each by its two letters (ISO 3166-1)."
  }

  validation {
    condition = alltrue([
      for key in values(try(var.edge.cdn.signing_keys, {})) : startswith(trimspace(key), "-----BEGIN PUBLIC KEY-----")
    ]) && length(try(var.edge.cdn.signing_keys, {})) <= 5
    error_message = "Up to five signing keys are given by name, each a PEM public key: the private half never comes near Terraform."
  }
}

variable "features" {
  description = "Whether API Gateway reaches the API through a VPC link and shows a client certificate, whether its stage has a cache, and whether a firewall stands before it."
  type = object({
    client_certificates = bool
    firewall            = optional(bool, true)
    stage_cache         = bool
    vpc_link            = bool
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

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[^*]+$", var.log_key_arn))
    error_message = "The logs' key is named by its whole ARN: without one, logs are not under a key of ours."
  }
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

variable "free_text_paths" {
  description = "Paths whose body holds a person's own words, as the API writes them: `user/{id}/symbols`."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.free_text_paths) > 0 && alltrue([
      for path in var.free_text_paths : can(regex("^([a-z][a-z-]*|{[a-z_]+})(/([a-z][a-z-]*|{[a-z_]+}))*$", path)) && !startswith(path, "{")
    ])
    error_message = "A free-text path begins with a word and names each segment or its place, without a slash at either end: user/{id}/symbols."
  }

  validation {
    condition     = length(join("|", var.free_text_paths)) <= 400
    error_message = "WAF reads a pattern of up to 512 characters: free-text paths may be 400 together."
  }
}

variable "large_body_paths" {
  description = "Paths whose body may be larger than 16 KB, written as free-text paths are."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.large_body_paths) > 0 && length(setsubtract(var.large_body_paths, var.free_text_paths)) == 0
    error_message = "Only a path that may hold free text may hold much of it."
  }
}

variable "limits" {
  description = "Requests that one address may make in five minutes: about alerts, and all others together."
  type        = object({ alerts_per_ip = number, requests_per_ip = number })
  nullable    = false

  validation {
    condition     = var.limits.requests_per_ip >= 10 && var.limits.requests_per_ip < var.limits.alerts_per_ip
    error_message = "WAF counts at least 10 requests in five minutes, and allows more alerts than other requests."
  }

  validation {
    condition     = var.limits.alerts_per_ip <= 2000000000
    error_message = "WAF counts to 2,000,000,000."
  }
}

variable "logs" {
  description = "Key that encrypts the log of what was refused, and for how many days it is kept."
  type        = object({ key_arn = string, retention_days = number })
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[^*]+$", var.logs.key_arn))
    error_message = "The log's key is named by its whole ARN: without one, the log is not under a key of ours."
  }
}

variable "name" {
  description = "Name of the web ACL; its log group is named after it."
  type        = string
  nullable    = false
}

variable "scope" {
  description = "What it may stand before: something of this region, or CloudFront."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "The scope is REGIONAL or CLOUDFRONT."
  }
}

variable "stage" {
  description = "Name of the REST stage, with which a path may begin."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+$", var.stage))
    error_message = "A stage's name is of small letters and digits: it stands in a pattern."
  }
}

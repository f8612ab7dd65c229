variable "limits" {
  description = "Requests that one address may make in five minutes: about alerts, and all others together."
  type        = object({ alerts_per_ip = number, requests_per_ip = number })
  nullable    = false
}

variable "logs" {
  description = "Key that encrypts the log of what was refused, and for how many days it is kept."
  type        = object({ key_arn = string, retention_days = number })
  nullable    = false
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
}

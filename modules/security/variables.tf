variable "deletion_protection" {
  description = "Whether the user pool refuses to be deleted."
  type        = bool
  nullable    = false
}

variable "name" {
  description = "Prefix of every name: alphawolf-<environment>."
  type        = string
  nullable    = false
}

variable "security" {
  description = "Days before a deleted key is gone, and whether GuardDuty watches the account."
  type = object({
    key_deletion_days = number
    guardduty         = bool
  })
  nullable = false

  validation {
    condition     = var.security.key_deletion_days >= 7 && var.security.key_deletion_days <= 30
    error_message = "KMS keeps a deleted key for 7 to 30 days."
  }
}

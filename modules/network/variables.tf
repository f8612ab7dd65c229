variable "boundary_arn" {
  description = "Permissions boundary of the role that writes flow logs."
  type        = string
  nullable    = false
}

variable "features" {
  description = "Named switches for what an emulator cannot take."
  type = object({
    endpoint_policies   = bool
    flow_logs           = bool
    network_acl_subnets = bool
  })
  nullable = false
}

variable "logs" {
  description = "Key that encrypts the flow logs, and for how many days CloudWatch keeps them."
  type = object({
    key_arn        = string
    retention_days = number
  })
  nullable = false

  validation {
    condition     = var.logs.retention_days >= 1
    error_message = "Flow logs are kept for at least a day: 0 would mean for ever."
  }
}

variable "name" {
  description = "Prefix of every name: alphawolf-<environment>."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Address range, number of zones and way out: NAT through one gateway or one per zone, or none but endpoints of AWS's APIs, which pushing to WebSockets cannot use."
  type = object({
    cidr  = string
    zones = number
    nat   = string
  })
  nullable = false

  validation {
    condition     = can(cidrhost(var.network.cidr, 0)) && try(tonumber(split("/", var.network.cidr)[1]), 32) <= 20
    error_message = "The network's cidr is an IPv4 range of /20 or wider, such as 10.10.0.0/16."
  }

  validation {
    condition     = contains([2, 3], var.network.zones)
    error_message = "The network spans 2 or 3 zones: one alone cannot survive the loss of a zone."
  }

  validation {
    condition     = contains(["none", "one", "per_zone"], var.network.nat)
    error_message = "The network's nat is none, one or per_zone."
  }
}

variable "ports" {
  description = "TCP ports that the security groups open between roles: api and database."
  type = object({
    api      = number
    database = number
  })
  nullable = false

  validation {
    condition     = alltrue([for port in values(var.ports) : port >= 1 && port <= 65535])
    error_message = "A port is a number from 1 to 65535."
  }
}

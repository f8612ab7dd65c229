variable "name" {
  description = "Prefix of every name: alphawolf-<environment>."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Address range, number of zones and way out of the VPC (none, one gateway, or one per zone)."
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

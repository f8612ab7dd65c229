data "aws_availability_zones" "available" {
  #checkov:skip=CKV_AWS_394:a new zone sorts after the old ones and only the first are taken; the plan shows any move of a subnet
  state = "available"

  # Local zones and Wavelength zones carry neither Multi-AZ databases nor NAT gateways.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  # Old zones that lack much of what is new: current instance classes, endpoint services. They are
  # taken last, and named by id, because the letter of a zone differs from account to account.
  old_zone_ids = ["cac1-az3", "use1-az3", "usw1-az2"]

  zone_ids = zipmap(data.aws_availability_zones.available.names, data.aws_availability_zones.available.zone_ids)
  zones = slice(concat(
    [for name, id in local.zone_ids : name if !contains(local.old_zone_ids, id)],
    [for name, id in local.zone_ids : name if contains(local.old_zone_ids, id)],
  ), 0, var.network.zones)

  # Without NAT nothing here has a way to the internet, so there is no gateway and no public subnet.
  has_nat = var.network.nat != "none"
}

resource "aws_vpc" "this" {
  cidr_block           = var.network.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = { Name = var.name }
}

# Adopted only to be emptied: whoever forgets to name a group gets no network at all.
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-closed" }
}

resource "aws_internet_gateway" "this" {
  count = local.has_nat ? 1 : 0

  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

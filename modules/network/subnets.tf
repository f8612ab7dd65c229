# Sixteen equal blocks of the range: public 0–2, private 4–6, database 8–10. The gaps let a
# third zone be added without moving a subnet. Public subnets hold NAT gateways and nothing else.
locals {
  subnets = {
    public   = { for i, zone in local.zones : zone => cidrsubnet(var.network.cidr, 4, i) if local.has_nat }
    private  = { for i, zone in local.zones : zone => cidrsubnet(var.network.cidr, 4, i + 4) }
    database = { for i, zone in local.zones : zone => cidrsubnet(var.network.cidr, 4, i + 8) }
  }
}

resource "aws_subnet" "public" {
  for_each = local.subnets.public

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-public-${each.key}" }
}

resource "aws_subnet" "private" {
  for_each = local.subnets.private

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_subnet" "database" {
  for_each = local.subnets.database

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-database-${each.key}" }
}

locals {
  # Zone of the workload => zone of the gateway that it leaves by.
  nat_of_zone = {
    none     = {}
    one      = { for zone in local.zones : zone => local.zones[0] }
    per_zone = { for zone in local.zones : zone => zone }
  }[var.network.nat]
}

resource "aws_eip" "nat" {
  #checkov:skip=CKV2_AWS_19:the address belongs to a NAT gateway; there are no EC2 instances
  for_each = toset(values(local.nat_of_zone))

  domain = "vpc"

  tags = { Name = "${var.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = aws_eip.nat

  allocation_id = each.value.id
  subnet_id     = aws_subnet.public[each.key].id

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}

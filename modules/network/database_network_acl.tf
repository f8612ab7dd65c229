# A second fence that knows no security groups: even one opened by mistake lets nobody but the
# workloads' subnets reach the database, at its own port alone.
locals {
  # Network ACLs keep no state: answers go back to the port that the caller happened to use.
  ephemeral = { from = 1024, to = 65535 }
  neighbours = merge(
    { for zone, cidr in local.subnets.private : "private-${zone}" => cidr },
    { for zone, cidr in local.subnets.database : "database-${zone}" => cidr },
  )
  neighbour_numbers = { for index, name in sort(keys(local.neighbours)) : name => 100 + index }

  database_acl_rules = merge(
    { for name, cidr in local.neighbours : "in-${name}" => {
      egress = false, number = local.neighbour_numbers[name], cidr = cidr, from = var.ports.database, to = var.ports.database
    } },
    { for name, cidr in local.neighbours : "out-${name}" => {
      egress = true, number = local.neighbour_numbers[name], cidr = cidr, from = local.ephemeral.from, to = local.ephemeral.to
    } },
    # What database, replica and proxy open to one another comes back to their own ephemeral ports.
    { for zone, cidr in local.subnets.database : "answers-${zone}" => {
      egress = false, number = 100 + local.neighbour_numbers["database-${zone}"], cidr = cidr, from = local.ephemeral.from, to = local.ephemeral.to
    } },
  )
}

resource "aws_network_acl" "database" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = var.features.network_acl_subnets ? [for subnet in aws_subnet.database : subnet.id] : null

  tags = { Name = "${var.name}-database" }
}

resource "aws_network_acl_rule" "database" {
  for_each = local.database_acl_rules

  network_acl_id = aws_network_acl.database.id
  egress         = each.value.egress
  rule_number    = each.value.number
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = each.value.cidr
  from_port      = each.value.from
  to_port        = each.value.to
}

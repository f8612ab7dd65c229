# NAT gateways, load balancer, tasks, functions and endpoints: inside the VPC what they serve one
# another, from outside answers alone. Network ACLs keep no state, so answers are let in by the
# ports that callers use; remote desktops, which lie among those, are left out.
locals {
  anywhere = "0.0.0.0/0"

  workload_acl_rules = {
    in-https          = { egress = false, number = 100, protocol = "tcp", cidr = var.network.cidr, from = 443, to = 443 }
    in-api            = { egress = false, number = 110, protocol = "tcp", cidr = var.network.cidr, from = var.ports.api, to = var.ports.api }
    in-answers-low    = { egress = false, number = 120, protocol = "tcp", cidr = local.anywhere, from = local.ephemeral.from, to = 3388 }
    in-answers-high   = { egress = false, number = 130, protocol = "tcp", cidr = local.anywhere, from = 3390, to = local.ephemeral.to }
    out-https         = { egress = true, number = 100, protocol = "tcp", cidr = local.anywhere, from = 443, to = 443 }
    out-api           = { egress = true, number = 110, protocol = "tcp", cidr = var.network.cidr, from = var.ports.api, to = var.ports.api }
    out-to-neighbours = { egress = true, number = 120, protocol = "tcp", cidr = var.network.cidr, from = local.ephemeral.from, to = local.ephemeral.to }
  }
}

resource "aws_network_acl" "workload" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = var.features.network_acl_subnets ? [for subnet in concat(values(aws_subnet.public), values(aws_subnet.private)) : subnet.id] : null

  tags = { Name = "${var.name}-workload" }
}

resource "aws_network_acl_rule" "workload" {
  for_each = local.workload_acl_rules

  network_acl_id = aws_network_acl.workload.id
  egress         = each.value.egress
  rule_number    = each.value.number
  rule_action    = "allow"
  protocol       = each.value.protocol
  cidr_block     = each.value.cidr
  from_port      = each.value.from
  to_port        = each.value.to
}

# A packet too large for the way is told so; without this, large answers hang.
resource "aws_network_acl_rule" "workload_path_mtu" {
  #checkov:skip=CKV_AWS_352:ICMP has no ports; this is one type and one code of it
  for_each = toset(["in", "out"])

  network_acl_id = aws_network_acl.workload.id
  egress         = each.key == "out"
  rule_number    = 200
  rule_action    = "allow"
  protocol       = "icmp"
  cidr_block     = local.anywhere
  icmp_type      = 3
  icmp_code      = 4
}

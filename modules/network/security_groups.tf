locals {
  roles = merge(
    {
      load_balancer = "Internal load balancer in front of the API: reached through the VPC link alone."
      api           = "API tasks."
      functions     = "Lambda functions that use the database."
      intents       = "process_intent, which calls nobody: no rule lets it."
      database      = "PostgreSQL, its replica and its proxy."
    },
    local.has_nat ? {} : { endpoints = "Endpoints of AWS's own APIs." },
  )

  callers_of_aws = toset(["api", "functions"])

  # The whole of who may open a connection to whom; each line becomes a rule on both sides.
  flows = merge(
    {
      load_balancer_to_api  = { from = "load_balancer", to = "api", port = var.ports.api }
      api_to_database       = { from = "api", to = "database", port = var.ports.database }
      functions_to_database = { from = "functions", to = "database", port = var.ports.database }
      proxy_to_database     = { from = "database", to = "database", port = var.ports.database }
    },
    local.has_nat ? {} : {
      for caller in local.callers_of_aws : "${caller}_to_endpoints" => { from = caller, to = "endpoints", port = 443 }
    },
  )
}

resource "aws_security_group" "role" {
  #checkov:skip=CKV2_AWS_5:attached by the modules that own the load balancer, the tasks, the functions and the database
  for_each = local.roles

  name        = "${var.name}-${replace(each.key, "_", "-")}"
  description = each.value
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-${replace(each.key, "_", "-")}" }
}

resource "aws_vpc_security_group_egress_rule" "flow" {
  for_each = local.flows

  security_group_id            = aws_security_group.role[each.value.from].id
  referenced_security_group_id = aws_security_group.role[each.value.to].id
  description                  = replace(each.key, "_", " ")
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_ingress_rule" "flow" {
  for_each = local.flows

  security_group_id            = aws_security_group.role[each.value.to].id
  referenced_security_group_id = aws_security_group.role[each.value.from].id
  description                  = replace(each.key, "_", " ")
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

# AWS's own APIs are public HTTPS addresses, reached through the NAT gateway.
resource "aws_vpc_security_group_egress_rule" "aws_apis" {
  for_each = local.has_nat ? local.callers_of_aws : toset([])

  security_group_id = aws_security_group.role[each.key].id
  cidr_ipv4         = "0.0.0.0/0"
  description       = "HTTPS to the AWS APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# A gateway endpoint has no security group of its own: its addresses are a list that AWS keeps.
resource "aws_vpc_security_group_egress_rule" "s3" {
  for_each = local.has_nat ? toset([]) : local.callers_of_aws

  security_group_id = aws_security_group.role[each.key].id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  description       = "HTTPS to S3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

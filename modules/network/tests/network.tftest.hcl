mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1c", "us-east-1a", "us-east-1d", "us-east-1b"] }
  }

  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
}

variables {
  name    = "alphawolf-test"
  network = { cidr = "10.10.0.0/16", zones = 2, nat = "one" }
  ports   = { api = 8080, database = 5432 }
}

run "each_tier_has_a_subnet_in_each_zone" {
  command = plan

  assert {
    condition     = alltrue([for tier in [aws_subnet.public, aws_subnet.private, aws_subnet.database] : keys(tier) == ["us-east-1a", "us-east-1b"]])
    error_message = "Two zones were asked for: the first two by name, in every tier."
  }

  assert {
    condition = length(distinct(flatten([
      for tier in [aws_subnet.public, aws_subnet.private, aws_subnet.database] : [for subnet in tier : subnet.cidr_block]
    ]))) == 6
    error_message = "No two subnets may share a range."
  }
}

run "a_third_zone_moves_no_subnet" {
  command = plan

  variables {
    network = { cidr = "10.10.0.0/16", zones = 3, nat = "one" }
  }

  assert {
    condition = (
      aws_subnet.public["us-east-1a"].cidr_block == "10.10.0.0/20"
      && aws_subnet.private["us-east-1a"].cidr_block == "10.10.64.0/20"
      && aws_subnet.database["us-east-1b"].cidr_block == "10.10.144.0/20"
      && aws_subnet.database["us-east-1c"].cidr_block == "10.10.160.0/20"
    )
    error_message = "A subnet's range depends on its tier and its zone alone."
  }
}

run "one_gateway_serves_every_zone" {
  assert {
    condition     = keys(aws_nat_gateway.this) == ["us-east-1a"] && length(aws_eip.nat) == 1
    error_message = "One NAT gateway was asked for."
  }

  assert {
    condition     = alltrue([for route in aws_route.private_internet : route.nat_gateway_id == aws_nat_gateway.this["us-east-1a"].id]) && length(aws_route.private_internet) == 2
    error_message = "Both private subnets leave by the one gateway."
  }
}

run "a_gateway_in_each_zone_serves_its_own" {
  variables {
    network = { cidr = "10.10.0.0/16", zones = 3, nat = "per_zone" }
  }

  assert {
    condition     = alltrue([for zone, route in aws_route.private_internet : route.nat_gateway_id == aws_nat_gateway.this[zone].id]) && length(aws_route.private_internet) == 3
    error_message = "The loss of a zone must not take another zone's way out."
  }
}

run "without_nat_nothing_leaves" {
  command = plan

  variables {
    network = { cidr = "10.10.0.0/16", zones = 2, nat = "none" }
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0 && length(aws_route.private_internet) == 0
    error_message = "No gateway, no address and no route were asked for."
  }
}

run "only_the_listed_flows_are_open" {
  assert {
    condition = { for key, rule in aws_vpc_security_group_ingress_rule.flow : key => [rule.from_port, rule.to_port, rule.ip_protocol] } == {
      api_to_database       = [5432, 5432, "tcp"]
      functions_to_database = [5432, 5432, "tcp"]
      load_balancer_to_api  = [8080, 8080, "tcp"]
    }
    error_message = "These three flows are all that may come in."
  }

  assert {
    condition = alltrue([
      for key, flow in local.flows : (
        aws_vpc_security_group_ingress_rule.flow[key].security_group_id == aws_security_group.role[flow.to].id
        && aws_vpc_security_group_ingress_rule.flow[key].referenced_security_group_id == aws_security_group.role[flow.from].id
        && aws_vpc_security_group_egress_rule.flow[key].security_group_id == aws_security_group.role[flow.from].id
        && aws_vpc_security_group_egress_rule.flow[key].referenced_security_group_id == aws_security_group.role[flow.to].id
      )
    ])
    error_message = "Each flow is a rule on both of its ends, each naming the other."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.flow : rule.cidr_ipv4 == null])
    error_message = "Nothing comes in from an address range."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_egress_rule.aws_apis : [rule.cidr_ipv4, rule.from_port, rule.to_port]] == [["0.0.0.0/0", 443, 443], ["0.0.0.0/0", 443, 443]]
    error_message = "Only HTTPS leaves the VPC."
  }

  assert {
    condition     = toset(keys(aws_vpc_security_group_egress_rule.aws_apis)) == toset(["api", "functions"])
    error_message = "The database and the load balancer call nobody."
  }
}

run "outputs_name_every_role_and_tier" {
  assert {
    condition     = toset(keys(output.security_group_ids)) == toset(["api", "database", "functions", "load_balancer"])
    error_message = "A security group a role."
  }

  assert {
    condition     = { for tier, ids in output.subnet_ids : tier => length(ids) } == { database = 2, private = 2, public = 2 }
    error_message = "A subnet a tier and zone."
  }

  assert {
    condition     = output.vpc_id == aws_vpc.this.id
    error_message = "The VPC is the one made here."
  }
}

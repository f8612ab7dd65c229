mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names    = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"]
      zone_ids = ["use1-az1", "use1-az3", "use1-az2", "use1-az4"]
    }
  }
  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/made-up" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made-up" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:made-up" }
  }
}

variables {
  features     = { endpoint_policies = true, flow_logs = true, network_acl_subnets = true }
  boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  name         = "alphawolf-test"
  network      = { cidr = "10.40.0.0/16", zones = 3, nat = "per_zone" }
  ports        = { api = 8080, database = 5432 }
  logs         = { key_arn = "arn:aws:kms:us-east-1:123456789012:key/logs", retention_days = 400 }
}

run "as_it_is_given" {
  # Three zones of three tiers.
  assert {
    condition     = keys(aws_subnet.private) == ["us-east-1a", "us-east-1c", "us-east-1d"] && keys(aws_subnet.private) == keys(aws_subnet.database) && keys(aws_subnet.private) == keys(aws_subnet.public)
    error_message = "Every tier has a subnet in the first three zones that are not old."
  }

  assert {
    condition     = length(distinct(concat(values(local.subnets.public), values(local.subnets.private), values(local.subnets.database)))) == 9
    error_message = "No two subnets share a range."
  }

  # The internet is reached from nat subnets alone.
  assert {
    condition     = alltrue([for route in aws_route.private_internet : route.gateway_id == null && route.nat_gateway_id != null])
    error_message = "A private subnet leaves through NAT, never through the internet gateway."
  }

  assert {
    condition     = alltrue([for association in aws_route_table_association.database : association.route_table_id == aws_route_table.database.id])
    error_message = "Every database subnet uses the table without a default route."
  }

  assert {
    condition     = length(aws_route.public_internet) == 1 && aws_route.public_internet[0].route_table_id == aws_route_table.public[0].id
    error_message = "One route leads to the internet gateway, in the table of the NAT subnets."
  }

  assert {
    condition     = alltrue([for subnet in concat(values(aws_subnet.public), values(aws_subnet.private), values(aws_subnet.database)) : !subnet.map_public_ip_on_launch])
    error_message = "No subnet gives out public addresses."
  }

  # A gateway for each zone.
  assert {
    condition     = keys(aws_nat_gateway.this) == keys(aws_subnet.private)
    error_message = "Each zone has its own NAT gateway."
  }

  assert {
    condition     = alltrue([for zone, route in aws_route.private_internet : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "Each zone leaves by its own gateway, so that losing one zone cuts off no other."
  }

  # With nat there are no interface endpoints to pay for.
  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0 && !contains(keys(aws_security_group.role), "endpoints")
    error_message = "Interface endpoints come with nat = none alone."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && length(aws_vpc_endpoint.s3.route_table_ids) == 3
    error_message = "S3 is reached by its gateway endpoint from every private subnet."
  }

  # Only the listed flows are open.
  assert {
    condition = { for key, rule in aws_vpc_security_group_ingress_rule.flow : key => [rule.from_port, rule.to_port, rule.ip_protocol] } == {
      api_to_database       = [5432, 5432, "tcp"]
      functions_to_database = [5432, 5432, "tcp"]
      load_balancer_to_api  = [8080, 8080, "tcp"]
      proxy_to_database     = [5432, 5432, "tcp"]
    }
    error_message = "These flows are all that may come in."
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

  assert {
    condition = alltrue([
      for rule in concat(
        values(aws_vpc_security_group_egress_rule.aws_apis), values(aws_vpc_security_group_egress_rule.flow),
        values(aws_vpc_security_group_egress_rule.s3), values(aws_vpc_security_group_ingress_rule.flow),
      ) : rule.security_group_id != aws_security_group.role["intents"].id && rule.referenced_security_group_id != aws_security_group.role["intents"].id
    ])
    error_message = "What understands intents is called by Lambda alone and calls nobody."
  }

  # Outputs name every role and tier.
  assert {
    condition     = toset(keys(output.security_group_ids)) == toset(["api", "database", "functions", "intents", "load_balancer"])
    error_message = "A security group a role."
  }

  assert {
    condition     = { for tier, ids in output.subnet_ids : tier => length(ids) } == { database = 3, private = 3, public = 3 }
    error_message = "A subnet a tier and zone."
  }

  assert {
    condition     = output.vpc_id == aws_vpc.this.id
    error_message = "The VPC is the one made here."
  }

  # The database is fenced off twice.
  assert {
    condition     = alltrue([for rule in aws_network_acl_rule.database : rule.rule_action == "allow" && rule.protocol == "tcp" && rule.cidr_block != "0.0.0.0/0"])
    error_message = "The database's network ACL knows no address outside of the VPC."
  }

  assert {
    condition = toset([for rule in aws_network_acl_rule.database : rule.cidr_block]) == toset(
      concat(values(local.subnets.private), values(local.subnets.database))
    )
    error_message = "Private subnets and the database's own are let in, and all of them."
  }

  assert {
    condition = alltrue([
      for name, rule in aws_network_acl_rule.database : rule.from_port == 5432 && rule.to_port == 5432
      if !rule.egress && !startswith(name, "answers-")
    ])
    error_message = "They are let in at the port of PostgreSQL alone."
  }

  assert {
    condition     = length(distinct([for rule in aws_network_acl_rule.database : "${rule.egress}-${rule.rule_number}"])) == length(aws_network_acl_rule.database)
    error_message = "No two rules have the same number."
  }

  assert {
    condition     = length(aws_network_acl.database.subnet_ids) == 3
    error_message = "Every database subnet is behind it."
  }

  # From outside come answers alone.
  assert {
    condition     = length(aws_network_acl.workload.subnet_ids) == 6
    error_message = "Every public and every private subnet is behind the workloads' network ACL."
  }

  assert {
    condition = alltrue([
      for rule in aws_network_acl_rule.workload : rule.from_port >= 1024 && !(rule.from_port <= 3389 && rule.to_port >= 3389)
      if !rule.egress && rule.cidr_block == "0.0.0.0/0"
    ])
    error_message = "Nothing below the ephemeral ports comes in from outside, and no remote desktop."
  }

  assert {
    condition     = [for rule in aws_network_acl_rule.workload : rule.to_port if rule.egress && rule.cidr_block == "0.0.0.0/0"] == [443]
    error_message = "Only HTTPS goes out."
  }

  # Flow logs are whole encrypted and kept.
  assert {
    condition     = aws_flow_log.vpc[0].traffic_type == "ALL" && aws_flow_log.vpc[0].log_destination == aws_cloudwatch_log_group.flow.arn
    error_message = "Accepted and refused traffic is logged."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow.kms_key_id == var.logs.key_arn && aws_cloudwatch_log_group.flow.retention_in_days == 400
    error_message = "The log group uses the key and the retention that it is given."
  }

  assert {
    condition     = aws_iam_role.flow_logs.permissions_boundary == var.boundary_arn
    error_message = "The flow logs' role stays within the boundary."
  }

  assert {
    condition     = alltrue([for resource in jsondecode(aws_iam_policy.flow_logs.policy).Statement[0].Resource : startswith(resource, aws_cloudwatch_log_group.flow.arn)])
    error_message = "The flow logs' role writes to its own log group alone."
  }
}

run "an_old_zone_is_better_than_none" {
  override_data {
    target = data.aws_availability_zones.available
    values = {
      names    = ["us-west-1a", "us-west-1b", "us-west-1c"]
      zone_ids = ["usw1-az2", "usw1-az3", "usw1-az1"]
    }
  }

  assert {
    condition     = local.zones == ["us-west-1b", "us-west-1c", "us-west-1a"]
    error_message = "Where a region has no other zone left, an old one is taken, and last."
  }
}

run "a_third_zone_moves_no_subnet" {
  variables {
    network = { cidr = "10.40.0.0/16", zones = 2, nat = "per_zone" }
  }

  assert {
    condition = (
      { for zone, subnet in aws_subnet.public : zone => subnet.cidr_block } == { us-east-1a = "10.40.0.0/20", us-east-1c = "10.40.16.0/20" }
      && { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block } == { us-east-1a = "10.40.64.0/20", us-east-1c = "10.40.80.0/20" }
      && { for zone, subnet in aws_subnet.database : zone => subnet.cidr_block } == { us-east-1a = "10.40.128.0/20", us-east-1c = "10.40.144.0/20" }
    )
    error_message = "A subnet's range depends on its tier and its zone alone."
  }
}

run "one_gateway_for_all" {
  variables {
    network = { cidr = "10.20.0.0/16", zones = 2, nat = "one" }
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["us-east-1a"] && length(aws_route.private_internet) == 2
    error_message = "Both zones leave by the gateway of the first."
  }
}

run "without_nat_there_is_no_way_to_the_internet" {
  variables {
    network = { cidr = "10.40.0.0/16", zones = 3, nat = "none" }
  }

  assert {
    condition     = length(aws_internet_gateway.this) + length(aws_route.public_internet) + length(aws_subnet.public) + length(aws_nat_gateway.this) + length(aws_eip.nat) + length(aws_route.private_internet) == 0
    error_message = "No internet gateway, no public subnet, no NAT, no default route."
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.aws_apis) == 0
    error_message = "No security group may reach the internet."
  }

  assert {
    condition     = keys(aws_vpc_endpoint.interface) == ["cognito-idp", "ecr.api", "ecr.dkr", "kms", "lambda", "logs", "polly", "secretsmanager", "sns", "sqs", "sts"]
    error_message = "Every API that tasks and functions call has an endpoint."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled && length(endpoint.security_group_ids) == 1])
    error_message = "Endpoints answer at the service's own name, behind their security group."
  }

  assert {
    condition = alltrue([
      for service, endpoint in aws_vpc_endpoint.interface :
      jsondecode(endpoint.policy).Statement[0].Condition.StringEquals["aws:PrincipalAccount"] == "123456789012"
      if service != "cognito-idp"
    ])
    error_message = "An endpoint serves this account's principals alone."
  }

  assert {
    condition     = keys(aws_vpc_security_group_egress_rule.s3) == ["api", "functions"]
    error_message = "Tasks and functions reach S3 by its prefix list."
  }
}

output "public_route_table_ids" {
  description = "Route tables that lead to the internet gateway: none without NAT."
  value       = aws_route_table.public[*].id
}

output "security_group_ids" {
  description = "Security group of each role: load_balancer, api, functions, intents, database; endpoints where there is no NAT."
  value       = { for role, group in aws_security_group.role : role => group.id }

  # A task that starts before its rules exist cannot reach its database.
  depends_on = [
    aws_vpc_security_group_egress_rule.aws_apis,
    aws_vpc_security_group_egress_rule.flow,
    aws_vpc_security_group_egress_rule.s3,
    aws_vpc_security_group_ingress_rule.flow,
  ]
}

output "subnet_ids" {
  description = "Subnets by tier, one a zone: public (none without NAT), private and database."
  value = {
    public   = [for subnet in aws_subnet.public : subnet.id]
    private  = [for subnet in aws_subnet.private : subnet.id]
    database = [for subnet in aws_subnet.database : subnet.id]
  }
}

output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

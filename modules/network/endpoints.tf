data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # What tasks and functions call. With NAT they reach the public addresses instead.
  # Left out on purpose: execute-api. An endpoint of it leads to private APIs alone, and its private
  # DNS name would take the public WebSocket API's place, so that every push to a socket failed.
  # Without NAT nothing else leads there either, so no environment's file may ask for it (envs/schema.json).
  endpoint_services = toset([
    "cognito-idp", "ecr.api", "ecr.dkr", "kms", "lambda", "logs", "polly", "secretsmanager", "sns", "sqs",
    "sts",
  ])
  # Tokens' public keys are fetched without credentials: no policy on an account can let them through.
  anonymous_endpoints = toset(["cognito-idp"])

  interface_endpoints = local.has_nat ? toset([]) : local.endpoint_services

  own_account_alone = {
    Sid       = "OwnAccountAlone"
    Effect    = "Allow"
    Principal = "*"
    Action    = "*"
    Resource  = "*"
    Condition = { StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id } }
  }
}

# Speech clips and image layers stay on Amazon's network, and cost no NAT traffic. Stolen keys of
# another account cannot carry data out through it; image layers lie in a bucket of ECR's own.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.current.name}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  policy = !var.features.endpoint_policies ? null : jsonencode({
    Version = "2012-10-17"
    Statement = [local.own_account_alone, {
      Sid       = "ImageLayers"
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:${data.aws_partition.current.partition}:s3:::prod-${data.aws_region.current.name}-starport-layer-bucket/*"
    }]
  })

  tags = { Name = "${var.name}-s3" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.current.name}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.role["endpoints"].id]

  policy = contains(local.anonymous_endpoints, each.key) || !var.features.endpoint_policies ? null : jsonencode({
    Version   = "2012-10-17"
    Statement = [local.own_account_alone]
  })

  tags = { Name = "${var.name}-${replace(each.key, ".", "-")}" }
}

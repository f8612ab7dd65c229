locals {
  domain_count = var.edge.domain == null ? 0 : 1

  hosts = var.edge.domain == null ? {} : merge(
    { for role in ["api", "notifications"] : role => "${role}.${var.edge.domain.name}" },
    { for role in local.cdn : role => "${role}.${var.edge.domain.name}" },
  )

  # Known before the stages are there, which names and certificates need not wait for.
  api_roles = var.edge.domain == null ? toset([]) : toset(["api", "notifications"])

  api_mappings = var.edge.domain == null ? {} : {
    api           = { api_id = aws_api_gateway_rest_api.this.id, stage = aws_api_gateway_stage.this.stage_name }
    notifications = { api_id = aws_apigatewayv2_api.notifications.id, stage = aws_apigatewayv2_stage.notifications.id }
  }

  own_zone_count = var.edge.domain == null ? 0 : var.edge.domain.zone_id == null ? 1 : 0
  zone_id        = one(concat(aws_route53_zone.own[*].zone_id, compact([try(var.edge.domain.zone_id, null)])))
}

# For an environment whose domain is its own; one that shares its domain is given the zone's id.
resource "aws_route53_zone" "own" {
  #checkov:skip=CKV2_AWS_38:Signing begins with a DS record at whoever owns the parent domain, which is outside this stack
  #checkov:skip=CKV2_AWS_39:The zone holds public names of our own endpoints; what asks for them tells nothing of a person
  count = local.own_zone_count

  name    = var.edge.domain.name
  comment = "Public names of ${var.name}."
}

# Each API has a host of its own: AWS allows a REST and a WebSocket API no common one.
resource "aws_apigatewayv2_domain_name" "api" {
  for_each = local.api_roles

  domain_name = local.hosts[each.key]

  domain_name_configuration {
    certificate_arn = aws_acm_certificate_validation.this[0].certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "api" {
  for_each = local.api_mappings

  domain_name = aws_apigatewayv2_domain_name.api[each.key].id
  api_id      = each.value.api_id
  stage       = each.value.stage
}

resource "aws_route53_record" "api" {
  for_each = local.api_roles

  zone_id = local.zone_id
  name    = local.hosts[each.key]
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.api[each.key].domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api[each.key].domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "cdn" {
  for_each = length(local.cdn) == 1 ? toset(["A", "AAAA"]) : toset([])

  zone_id = local.zone_id
  name    = local.hosts.cdn
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.this["cdn"].domain_name
    zone_id                = aws_cloudfront_distribution.this["cdn"].hosted_zone_id
    evaluate_target_health = false
  }
}

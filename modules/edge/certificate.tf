# One certificate names the environment's hosts one by one. Validated by DNS: ACM renews it by itself.
resource "aws_acm_certificate" "this" {
  #checkov:skip=CKV_AWS_234:ACM logs every certificate publicly unless it is told not to, and nothing here tells it
  count = local.domain_count

  domain_name               = local.hosts.api
  subject_alternative_names = [for role, host in local.hosts : host if role != "api"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = local.hosts

  zone_id = local.zone_id
  name    = one([for option in local.validation_options : option.resource_record_name if option.domain_name == each.value])
  type    = one([for option in local.validation_options : option.resource_record_type if option.domain_name == each.value])
  records = [for option in local.validation_options : option.resource_record_value if option.domain_name == each.value]
  ttl     = 300

  # A certificate that replaces another asks for the same record while the old one is still there.
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count = local.domain_count

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = values(aws_route53_record.validation)[*].fqdn
}

locals {
  validation_options = flatten(aws_acm_certificate.this[*].domain_validation_options)
}

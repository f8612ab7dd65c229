# Everything that a board loads again and again: art for everybody, and for one person alone, behind
# a cookie signed for /user/<id>/*, what they said and the board they say it with. It only reads:
# whatever changes something goes to the API itself.
locals {
  cdn          = var.edge.cdn == null ? toset([]) : toset(["cdn"])
  signing_keys = try(var.edge.cdn.signing_keys, {})

  # Without a key that could have signed a cookie, nothing personal has a path here at all.
  personal_paths = length(local.signing_keys) == 0 ? {} : {
    "/user/*/speech/*" = { kind = "speech", origin_request_policy_id = null }
    "/user/*/symbols"  = { kind = "boards", origin_request_policy_id = one(values(aws_cloudfront_origin_request_policy.api)[*].id) }
  }
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_86:Logged by standard logging v2 (cdn_logs.tf), which leaves out paths, queries and cookies; v1 cannot
  #checkov:skip=CKV2_AWS_47:Its web ACL stands in ./firewall, whose test asks for AWSManagedRulesKnownBadInputsRuleSet; Checkov cannot follow
  #checkov:skip=CKV_AWS_310:A second origin would be a second region; art is deployed again and clips are made again
  for_each = local.cdn

  comment             = "${var.name}: art, speech clips and boards"
  aliases             = [local.hosts.cdn]
  default_root_object = "index.html"
  enabled             = true
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  # Until a change has reached an edge it serves what it had: nothing that follows depends on it.
  wait_for_deployment = false
  web_acl_id          = try(module.firewall[each.key].arn, null)

  origin {
    origin_id                = "art"
    domain_name              = var.buckets.art.domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.bucket[each.key].id

    dynamic "origin_shield" {
      for_each = local.origin_shield

      content {
        enabled              = true
        origin_shield_region = origin_shield.key
      }
    }
  }

  origin {
    origin_id                = "speech"
    domain_name              = var.buckets.speech.domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.bucket[each.key].id

    dynamic "origin_shield" {
      for_each = local.origin_shield

      content {
        enabled              = true
        origin_shield_region = origin_shield.key
      }
    }
  }

  origin {
    origin_id   = "boards"
    domain_name = local.rest_host
    origin_path = "/${local.rest_stage}"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id           = "art"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = local.cache_policy_ids.art
    compress                   = true
    response_headers_policy_id = aws_cloudfront_response_headers_policy.kind["art"].id
    viewer_protocol_policy     = "redirect-to-https"
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.personal_paths

    content {
      path_pattern               = ordered_cache_behavior.key
      target_origin_id           = ordered_cache_behavior.value.kind
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      cache_policy_id            = local.cache_policy_ids[ordered_cache_behavior.value.kind]
      compress                   = true
      origin_request_policy_id   = ordered_cache_behavior.value.origin_request_policy_id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.kind[ordered_cache_behavior.value.kind].id
      trusted_key_groups         = [aws_cloudfront_key_group.signers[each.key].id]
      viewer_protocol_policy     = "redirect-to-https"
    }
  }

  # One caller's refusal must never be the next one's answer.
  dynamic "custom_error_response" {
    for_each = toset([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])

    content {
      error_code            = custom_error_response.key
      error_caching_min_ttl = 0
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = var.edge.cdn.allowed_countries
    }
  }

  viewer_certificate {
    acm_certificate_arn      = one(aws_acm_certificate_validation.this[*].certificate_arn)
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  lifecycle {
    precondition {
      condition     = data.aws_region.current.name == "us-east-1"
      error_message = "CloudFront takes its web ACL, its certificate and its logs from us-east-1: put the whole stack there, or leave cdn out."
    }
  }
}

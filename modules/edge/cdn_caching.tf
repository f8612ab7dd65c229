locals {
  day_s = 24 * 60 * 60

  # How long CloudFront keeps each kind, and what the browser is told. A board's least time is its
  # longest: the API answers `no-cache`, which CloudFront would otherwise obey.
  cdn_kinds = {
    art = {
      personal = false
      ttl_s    = { least = 0, usual = 30 * local.day_s, most = 365 * local.day_s }
      browser  = "public, max-age=${7 * local.day_s}"
    }
    boards = {
      personal = true
      ttl_s    = { least = var.edge.symbols_cache_ttl_s, usual = var.edge.symbols_cache_ttl_s, most = var.edge.symbols_cache_ttl_s }
      browser  = "private, no-cache"
    }
    speech = {
      personal = true
      ttl_s    = { least = 0, usual = local.day_s, most = local.day_s }
      browser  = "private, max-age=${local.day_s}, immutable"
    }
  }

  cached_kinds = {
    for kind, rule in local.cdn_kinds : kind => rule
    if length(local.cdn) == 1 && (var.edge.personal_cache || !rule.personal)
  }

  # AWS's own policy CachingDisabled has the same id in every account.
  caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  cache_policy_ids = { for kind in keys(local.cdn_kinds) : kind => try(aws_cloudfront_cache_policy.kind[kind].id, local.caching_disabled) }

  origin_shield = try(var.edge.cdn.origin_shield, false) ? toset([data.aws_region.current.name]) : toset([])
}

# A key is the path and nothing else: no token, no cookie, no header. Who may ask is settled before
# the look-up, by the signed cookie.
resource "aws_cloudfront_cache_policy" "kind" {
  for_each = local.cached_kinds

  name        = "${var.name}-${each.key}"
  comment     = "Keys of the path alone."
  min_ttl     = each.value.ttl_s.least
  default_ttl = each.value.ttl_s.usual
  max_ttl     = each.value.ttl_s.most

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "none"
    }

    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

# The token reaches the API on a miss, outside the key. CloudFront passes Authorization on only with
# all the viewer's headers; Host must be API Gateway's own.
resource "aws_cloudfront_origin_request_policy" "api" {
  for_each = local.cdn

  name    = "${var.name}-api"
  comment = "The viewer's headers but Host; no cookies, no query."

  cookies_config {
    cookie_behavior = "none"
  }

  headers_config {
    header_behavior = "allExcept"

    headers {
      items = ["Host"]
    }
  }

  query_strings_config {
    query_string_behavior = "none"
  }
}

resource "aws_cloudfront_response_headers_policy" "kind" {
  for_each = { for kind, rule in local.cdn_kinds : kind => rule if length(local.cdn) == 1 }

  name    = "${var.name}-${each.key}"
  comment = "What browsers may do with it."

  security_headers_config {
    content_security_policy {
      content_security_policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
      override                = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "no-referrer"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 2 * 365 * 24 * 60 * 60
      include_subdomains         = true
      override                   = true
      preload                    = true
    }
  }

  custom_headers_config {
    items {
      header   = "Cache-Control"
      override = true
      value    = each.value.browser
    }
  }

  remove_headers_config {
    items {
      header = "Server"
    }
  }
}

resource "aws_api_gateway_rest_api" "this" {
  name        = var.name
  description = "Everything a board or a caregiver's app asks for."

  # Packages of boards, and the pictures and sounds in them; whatever else travels here is text.
  binary_media_types = [
    "application/zip", "audio/aac", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm",
    "image/bmp", "image/gif", "image/jpeg", "image/png", "image/webp", "image/x-icon",
  ]

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

# Shown to the API behind a stage, so that it can tell API Gateway from everybody else; it is good for a year.
resource "aws_api_gateway_client_certificate" "stages" {
  count = var.features.client_certificates ? 1 : 0

  description = "${var.name}: API Gateway as a client of the API"
}

resource "aws_api_gateway_vpc_link" "api" {
  count = var.features.vpc_link ? 1 : 0

  name        = "${var.name}-api"
  target_arns = [aws_lb.api.arn]
}

locals {
  # Refusals by the edge read like the API's own (RFC 9457), and echo nothing of the request.
  problems = {
    ACCESS_DENIED                = { status = 403, title = "Forbidden" }
    BAD_REQUEST_BODY             = { status = 422, title = "The request cannot be taken" }
    BAD_REQUEST_PARAMETERS       = { status = 422, title = "The request cannot be taken" }
    DEFAULT_4XX                  = { status = null, title = "The request was refused" }
    DEFAULT_5XX                  = { status = null, title = "The service is not available" }
    MISSING_AUTHENTICATION_TOKEN = { status = 404, title = "Not found" } # what API Gateway calls an unknown route
    THROTTLED                    = { status = 429, title = "Too many requests" }
    UNAUTHORIZED                 = { status = 401, title = "Unauthorized" }
  }
}

resource "aws_api_gateway_gateway_response" "problem" {
  for_each = local.problems

  rest_api_id   = aws_api_gateway_rest_api.this.id
  response_type = each.key
  status_code   = each.value.status == null ? null : tostring(each.value.status)

  response_parameters = {
    "gatewayresponse.header.Cache-Control" = "'no-store'"
    "gatewayresponse.header.Content-Type"  = "'application/problem+json'"
  }
  response_templates = {
    "application/json" = jsonencode(merge(
      { type = "about:blank", title = each.value.title },
      each.value.status == null ? {} : { status = each.value.status },
    ))
  }
}

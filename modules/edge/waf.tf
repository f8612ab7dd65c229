locals {
  # Bodies in which people speak in their own words are counted and not blocked. A route that takes such a body is added
  # here, whether or not it has a line in the table of routes.
  free_text_paths = [
    "alerts",
    "alerts/{id}/{deed}",
    "break-glass/{id}/review",
    "intents",
    "invitations/{deed}",
    "logs",
    "me",
    "organisations",
    "organisations/{id}",
    "people",
    "people/{id}",
    "people/{id}/{noun}",
    "speech",
    "tasks",
    "tasks/{id}",
    "tasks/{id}/events",
    "user/{id}/boards/{board}",
    "user/{id}/boards/{board}/restore",
    "user/{id}/{noun}",
  ]

  # Boards and their files, which the API takes larger than anything else; beneath the first 16 KB, only it looks.
  large_body_paths = ["user/{id}/boards/{board}"]

  doors = merge({ rest = "REGIONAL" }, { for door in local.cdn : door => "CLOUDFRONT" })
}

# A module of its own, because one set of rules stands before the REST stage and before CloudFront.
module "firewall" {
  source   = "./firewall"
  for_each = var.features.firewall ? local.doors : {}

  name             = "${var.name}-${each.key}"
  scope            = each.value
  stage            = local.rest_stage
  free_text_paths  = local.free_text_paths
  large_body_paths = local.large_body_paths
  limits           = var.edge.waf
  logs             = { key_arn = var.log_key_arn, retention_days = var.log_retention_days }
}

resource "aws_wafv2_web_acl_association" "rest" {
  count = var.features.firewall ? 1 : 0

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = module.firewall["rest"].arn
}

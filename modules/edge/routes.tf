locals {
  api_url = var.features.vpc_link ? "${local.api_origin}:${var.api.port}" : var.api.direct_url

  # What the gateway treats in a way of its own: what is public, cached, or looked at before it costs anything. Any other
  # route of the API is the last line's: private, never cached. A line is private, asks the common authorizer, takes no body
  # and is not cached unless it says otherwise. What is cached, is cached by everything that may change the answer and by
  # nothing that proves who asks: the authorizer has decided before the cache is looked up. If-None-Match changes an answer:
  # one of 304 must never be replayed to somebody who holds no copy.
  routes = {
    "GET /console/{file}" = { public = true }
    "GET /docs"           = { public = true }
    "GET /docs/{asset}"   = { public = true }
    "GET /health/live"    = { public = true }
    "GET /health/ready"   = { public = true }
    "GET /openapi.json"   = { public = true }
    "GET /alerts"         = {}
    "GET /alerts/{id}"    = {}
    "GET /me"             = {}
    "GET /notifications"  = {}
    "GET /symbols" = {
      cached_by = [
        "header.If-None-Match", "querystring.after", "querystring.category", "querystring.commercial",
        "querystring.limit", "querystring.locale", "querystring.q",
      ]
      personal = false
    }
    "GET /tasks" = {
      authorizer = "person"
      cached_by  = ["querystring.user_id"]
      required   = ["querystring.user_id"]
    }
    "GET /user/{id}/symbols"        = {}
    "POST /alerts"                  = { body = "RaiseAlert", required = ["header.Idempotency-Key"] }
    "POST /alerts/{id}/acknowledge" = {}
    "POST /intents"                 = { body = "UnderstandIntent" }
    "POST /me"                      = {}
    "POST /notifications/ticket"    = {}
    "POST /tasks"                   = {}
    "PUT /user/{id}/symbols"        = { body = "Board" }
    "ANY /{proxy+}"                 = { authorizer = "unlisted" }
  }

  stage_caches = var.edge.stage_cache_gb != null

  methods = {
    for key, route in local.routes : key => {
      verb            = split(" ", key)[0]
      path            = split(" ", key)[1]
      authorizer      = try(route.public, false) ? null : try(route.authorizer, "caller")
      body            = try(route.body, null)
      required        = concat([for name in flatten(regexall("{([a-z_]+)[+]?}", key)) : "path.${name}"], try(route.required, []))
      cached_by       = local.stage_caches && (var.edge.personal_cache || !try(route.personal, true)) ? try(route.cached_by, []) : []
      path_parameters = flatten(regexall("{([a-z_]+)[+]?}", key))
    }
  }

  # Only what is on this list is ever kept in the stage's cache; without a cache it is empty.
  cached = { for key, method in local.methods : key => method if length(method.cached_by) > 0 }

  segments = { for path in distinct([for method in values(local.methods) : method.path]) : path => split("/", trimprefix(path, "/")) }

  # Every prefix of every path, by its depth: a resource can only name its parent in another block.
  resources = [for depth in range(4) : distinct([
    for segments in values(local.segments) : "/${join("/", slice(segments, 0, depth + 1))}" if length(segments) > depth
  ])]

  resource_ids = {
    for path, resource in merge(
      aws_api_gateway_resource.depth_1, aws_api_gateway_resource.depth_2, aws_api_gateway_resource.depth_3,
    ) : path => resource.id
  }
}

resource "aws_api_gateway_resource" "depth_1" {
  for_each = toset(local.resources[0])

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = trimprefix(each.key, "/")
}

resource "aws_api_gateway_resource" "depth_2" {
  for_each = toset(local.resources[1])

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.depth_1[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_resource" "depth_3" {
  for_each = toset(local.resources[2])

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.depth_2[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_method" "route" {
  for_each = local.methods

  rest_api_id          = aws_api_gateway_rest_api.this.id
  resource_id          = local.resource_ids[each.value.path]
  http_method          = each.value.verb
  authorization        = each.value.authorizer == null ? "NONE" : "CUSTOM"
  authorizer_id        = each.value.authorizer == null ? null : aws_api_gateway_authorizer.this[each.value.authorizer].id
  request_validator_id = aws_api_gateway_request_validator.this[each.value.body == null ? "parameters" : "body"].id
  request_models       = each.value.body == null ? null : { "application/json" = aws_api_gateway_model.body[each.value.body].name }

  request_parameters = merge(
    { for name in each.value.cached_by : "method.request.${name}" => false },
    { for name in each.value.required : "method.request.${name}" => true },
  )
}

resource "aws_api_gateway_integration" "route" {
  for_each = local.methods

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_method.route[each.key].resource_id
  http_method             = aws_api_gateway_method.route[each.key].http_method
  type                    = "HTTP_PROXY"
  integration_http_method = each.value.verb
  uri                     = "${local.api_url}${replace(each.value.path, "+}", "}")}"
  connection_type         = var.features.vpc_link ? "VPC_LINK" : "INTERNET"
  connection_id           = one(aws_api_gateway_vpc_link.api[*].id)
  timeout_milliseconds    = 10000
  cache_key_parameters    = [for name in each.value.cached_by : "method.request.${name}"]

  # What the cache keeps must suit every client, so the API is asked for it uncompressed.
  request_parameters = merge(
    { for name in each.value.path_parameters : "integration.request.path.${name}" => "method.request.path.${name}" },
    length(each.value.cached_by) > 0 ? { "integration.request.header.Accept-Encoding" = "'identity'" } : {},
  )
}

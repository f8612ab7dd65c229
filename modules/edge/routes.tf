locals {
  api_url = var.features.vpc_link ? "http://${aws_lb.api.dns_name}:${var.api.port}" : var.api.direct_url

  # The public surface of the API. A route is private unless it says otherwise; what it caches by
  # are the only things that may change its answer. If-None-Match is one of them: an answer of 304
  # must never be replayed to somebody who holds no copy.
  routes = {
    "GET /docs"                     = { public = true, cache_keys = [] }
    "GET /health/live"              = { public = true, cache_keys = [] }
    "GET /health/ready"             = { public = true, cache_keys = [] }
    "GET /openapi.json"             = { public = true, cache_keys = [] }
    "GET /alerts/{id}"              = { public = false, cache_keys = [] }
    "GET /me"                       = { public = false, cache_keys = [] }
    "GET /notifications"            = { public = false, cache_keys = [] }
    "GET /symbols"                  = { public = false, cache_keys = ["header.If-None-Match", "querystring.category", "querystring.locale", "querystring.q"] }
    "GET /tasks"                    = { public = false, cache_keys = [] }
    "GET /user/{id}/symbols"        = { public = false, cache_keys = [] }
    "POST /alerts"                  = { public = false, cache_keys = [] }
    "POST /alerts/{id}/acknowledge" = { public = false, cache_keys = [] }
    "POST /intents"                 = { public = false, cache_keys = [] }
    "POST /notifications/ticket"    = { public = false, cache_keys = [] }
    "PUT /user/{id}/symbols"        = { public = false, cache_keys = [] }
  }

  methods = {
    for key, route in local.routes : key => {
      verb            = split(" ", key)[0]
      path            = split(" ", key)[1]
      public          = route.public
      cache_keys      = [for source in route.cache_keys : "method.request.${source}"]
      path_parameters = flatten(regexall("{([a-z_]+)}", key))
    }
  }

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

  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = local.resource_ids[each.value.path]
  http_method   = each.value.verb
  authorization = each.value.public ? "NONE" : "CUSTOM"
  authorizer_id = each.value.public ? null : aws_api_gateway_authorizer.caller.id

  request_parameters = merge(
    { for name in each.value.path_parameters : "method.request.path.${name}" => true },
    { for key in each.value.cache_keys : key => false },
  )
}

resource "aws_api_gateway_integration" "route" {
  for_each = local.methods

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_method.route[each.key].resource_id
  http_method             = aws_api_gateway_method.route[each.key].http_method
  type                    = "HTTP_PROXY"
  integration_http_method = each.value.verb
  uri                     = "${local.api_url}${each.value.path}"
  connection_type         = var.features.vpc_link ? "VPC_LINK" : "INTERNET"
  connection_id           = one(aws_api_gateway_vpc_link.api[*].id)
  timeout_milliseconds    = 10000
  cache_key_parameters    = each.value.cache_keys

  request_parameters = {
    for name in each.value.path_parameters : "integration.request.path.${name}" => "method.request.path.${name}"
  }
}

# Where things answer. On AWS every address comes from the resource itself; an embedded
# environment listens on loopback instead, at the ports that `addresses` brings.
locals {
  embedded = var.addresses != null

  api_address = local.embedded ? { host = "127.0.0.1", port = var.addresses.api_port } : { host = "0.0.0.0", port = 8080 }

  jwks_urls = {
    for group, pool in module.security.user_pools : group => join("/", [
      local.embedded ? "${var.addresses.emulator_url}/${pool.id}" : pool.issuer, ".well-known/jwks.json",
    ])
  }

  rest_api_url = (
    local.embedded
    ? "${var.addresses.emulator_url}/restapis/${module.edge.rest_api.id}/${module.edge.rest_api.stage}/_user_request_"
    : module.edge.rest_api.url
  )

  embedded_connections_url = (
    local.embedded
    ? "${var.addresses.emulator_url}/_aws/execute-api/${module.edge.websocket.id}/${module.edge.websocket.stage}"
    : null
  )

  notifications = {
    url             = local.embedded ? replace(local.embedded_connections_url, "/^http/", "ws") : module.edge.websocket.url
    connections_url = local.embedded ? local.embedded_connections_url : module.edge.websocket.connections_url
    connections_arn = module.edge.websocket.connections_arn
  }
}

# All run before the cache is looked up: a cached answer never reaches who may not have it. A decision is kept for its
# identity sources, so what depends on the person asked for needs that person among them: the token alone would open the
# cached tasks of everybody. A decision about routes that are not listed lets the caller through to the API's own; it is
# kept apart, so that it never opens a listed one.
locals {
  authorizers = {
    caller   = ["method.request.header.Authorization"]
    person   = ["method.request.header.Authorization", "method.request.querystring.user_id"]
    unlisted = ["method.request.header.Authorization"]
  }
}

resource "aws_api_gateway_authorizer" "this" {
  for_each = local.authorizers

  name                             = "${var.name}-${each.key}"
  rest_api_id                      = aws_api_gateway_rest_api.this.id
  type                             = "REQUEST"
  authorizer_uri                   = var.functions.authorize.invoke_arn
  authorizer_result_ttl_in_seconds = var.edge.authorizer_ttl_s
  identity_source                  = join(",", each.value)
}

resource "aws_lambda_permission" "rest_authorizer" {
  for_each = local.authorizers

  statement_id  = "RestAuthorizer${title(each.key)}"
  action        = "lambda:InvokeFunction"
  function_name = var.functions.authorize.arn
  qualifier     = "live"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/${aws_api_gateway_authorizer.this[each.key].id}"
}

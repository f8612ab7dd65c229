# Runs before the cache is looked up: a cached answer never reaches who may not have it.
resource "aws_api_gateway_authorizer" "caller" {
  name                             = "${var.name}-caller"
  rest_api_id                      = aws_api_gateway_rest_api.this.id
  type                             = "REQUEST"
  authorizer_uri                   = var.functions.authorize.invoke_arn
  authorizer_result_ttl_in_seconds = var.edge.authorizer_ttl_s
  identity_source                  = "method.request.header.Authorization"
}

resource "aws_lambda_permission" "rest_authorizer" {
  statement_id  = "RestAuthorizer"
  action        = "lambda:InvokeFunction"
  function_name = var.functions.authorize.arn
  qualifier     = "live"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/${aws_api_gateway_authorizer.caller.id}"
}

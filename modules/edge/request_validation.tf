# What is plainly no request of ours is refused before it costs anything. The schemas in bodies/ are looser than the API's
# own rules, which alone decide: lengths are twice the API's, so that who counts an emoji as two refuses nothing it takes.
resource "aws_api_gateway_model" "body" {
  for_each = toset([for method in values(local.methods) : method.body if method.body != null])

  rest_api_id  = aws_api_gateway_rest_api.this.id
  name         = each.key
  description  = "A body that the API may take."
  content_type = "application/json"
  schema       = jsonencode(jsondecode(file("${path.module}/bodies/${each.key}.json")))
}

resource "aws_api_gateway_request_validator" "this" {
  for_each = { body = true, parameters = false }

  rest_api_id                 = aws_api_gateway_rest_api.this.id
  name                        = each.key
  validate_request_body       = each.value
  validate_request_parameters = true
}

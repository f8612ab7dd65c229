mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { name = "us-east-1" }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/made-up"
    domain_validation_options = [
      { domain_name = "api.alphawolf.test", resource_record_name = "_1.api.alphawolf.test.", resource_record_type = "CNAME", resource_record_value = "_1.acm-validations.aws." },
      { domain_name = "cdn.alphawolf.test", resource_record_name = "_2.cdn.alphawolf.test.", resource_record_type = "CNAME", resource_record_value = "_2.acm-validations.aws." },
      { domain_name = "notifications.alphawolf.test", resource_record_name = "_3.notifications.alphawolf.test.", resource_record_type = "CNAME", resource_record_value = "_3.acm-validations.aws." },
    ]
  }
}

mock_resource "aws_api_gateway_rest_api" {
  defaults = { id = "rest", root_resource_id = "root", execution_arn = "arn:aws:execute-api:us-east-1:123456789012:rest" }
}

mock_resource "aws_api_gateway_stage" {
  defaults = { arn = "arn:aws:apigateway:us-east-1::/restapis/rest/stages/v1", invoke_url = "https://rest.execute-api.us-east-1.amazonaws.com/v1" }
}

mock_resource "aws_apigatewayv2_api" {
  defaults = { id = "socket", execution_arn = "arn:aws:execute-api:us-east-1:123456789012:socket" }
}

mock_resource "aws_apigatewayv2_stage" {
  defaults = { id = "notifications" }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = { arn = "arn:aws:cloudfront::123456789012:distribution/EMADEUP", domain_name = "made-up.cloudfront.net", hosted_zone_id = "Z2FDTNDATAQYW2" }
}

mock_resource "aws_cloudwatch_log_delivery_destination" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:delivery-destination:made-up" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-made-up" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/made-up" }
}

mock_resource "aws_lb" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/api/1", dns_name = "api.internal" }
}

mock_resource "aws_lb_target_group" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/1" }
}

# What is named here has its computed values made up when it is planned: no test need apply.
mock_resource "aws_acm_certificate_validation" { defaults = {} }
mock_resource "aws_api_gateway_account" { defaults = {} }
mock_resource "aws_api_gateway_authorizer" { defaults = {} }
mock_resource "aws_api_gateway_client_certificate" { defaults = {} }
mock_resource "aws_api_gateway_deployment" { defaults = {} }
mock_resource "aws_api_gateway_gateway_response" { defaults = {} }
mock_resource "aws_api_gateway_integration" { defaults = {} }
mock_resource "aws_api_gateway_method" { defaults = {} }
mock_resource "aws_api_gateway_method_settings" { defaults = {} }
mock_resource "aws_api_gateway_model" { defaults = {} }
mock_resource "aws_api_gateway_request_validator" { defaults = {} }
mock_resource "aws_api_gateway_resource" { defaults = {} }
mock_resource "aws_api_gateway_vpc_link" { defaults = {} }
mock_resource "aws_apigatewayv2_api_mapping" { defaults = {} }
mock_resource "aws_apigatewayv2_authorizer" { defaults = {} }
mock_resource "aws_apigatewayv2_deployment" { defaults = {} }
mock_resource "aws_apigatewayv2_domain_name" { defaults = {} }
mock_resource "aws_apigatewayv2_integration" { defaults = {} }
mock_resource "aws_apigatewayv2_route" { defaults = {} }
mock_resource "aws_apigatewayv2_route_response" { defaults = {} }
mock_resource "aws_cloudfront_cache_policy" { defaults = {} }
mock_resource "aws_cloudfront_key_group" { defaults = {} }
mock_resource "aws_cloudfront_origin_access_control" { defaults = {} }
mock_resource "aws_cloudfront_origin_request_policy" { defaults = {} }
mock_resource "aws_cloudfront_public_key" { defaults = {} }
mock_resource "aws_cloudfront_response_headers_policy" { defaults = {} }
mock_resource "aws_cloudwatch_log_delivery" { defaults = {} }
mock_resource "aws_cloudwatch_log_delivery_source" { defaults = {} }
mock_resource "aws_iam_role_policy_attachment" { defaults = {} }
mock_resource "aws_lambda_permission" { defaults = {} }
mock_resource "aws_lb_listener" { defaults = {} }
mock_resource "aws_route53_record" { defaults = {} }
mock_resource "aws_route53_zone" { defaults = {} }
mock_resource "aws_wafv2_web_acl_association" { defaults = {} }

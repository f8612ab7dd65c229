provider "aws" {
  region = var.region

  # Emulators take any key; these can open nothing on AWS. A call that hangs fails soon.
  access_key                  = "test"
  secret_key                  = "test"
  max_retries                 = 2
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true

  endpoints {
    acm            = "http://127.0.0.1:4566"
    apigateway     = "http://127.0.0.1:4566"
    apigatewayv2   = "http://127.0.0.1:4566"
    appautoscaling = "http://127.0.0.1:5000"
    backup         = "http://127.0.0.1:4566"
    budgets        = "http://127.0.0.1:4566"
    cloudfront     = "http://127.0.0.1:4566"
    cloudtrail     = "http://127.0.0.1:4566"
    cloudwatch     = "http://127.0.0.1:5000"
    cognitoidp     = "http://127.0.0.1:4566"
    configservice  = "http://127.0.0.1:5000"
    ec2            = "http://127.0.0.1:4566"
    ecr            = "http://127.0.0.1:4566"
    ecs            = "http://127.0.0.1:4566"
    elbv2          = "http://127.0.0.1:4566"
    events         = "http://127.0.0.1:4566"
    guardduty      = "http://127.0.0.1:5000"
    iam            = "http://127.0.0.1:4566"
    kms            = "http://127.0.0.1:4566"
    lambda         = "http://127.0.0.1:4566"
    logs           = "http://127.0.0.1:4566"
    rds            = "http://127.0.0.1:4566"
    route53        = "http://127.0.0.1:4566"
    s3             = "http://127.0.0.1:4566"
    secretsmanager = "http://127.0.0.1:4566"
    securityhub    = "http://127.0.0.1:5000"
    sns            = "http://127.0.0.1:4566"
    sqs            = "http://127.0.0.1:4566"
    ssm            = "http://127.0.0.1:4566"
    sts            = "http://127.0.0.1:4566"
    wafv2          = "http://127.0.0.1:5000"
  }

  default_tags {
    tags = {
      environment = var.environment
      owner       = var.owner
      repository  = var.repository
      service     = "alphawolf"
      stack       = "infra"
    }
  }
}

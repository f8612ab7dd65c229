name                = "alphawolf-test"
deletion_protection = true
health_bucket_arns  = ["arn:aws:s3:::alphawolf-test-speech"]
log_retention_days  = 400
record_buckets      = { audit = "alphawolf-test-audit", config = "alphawolf-test-config" }

deployment = {
  environment = "test"
  state       = { region = "us-east-1", kms_key_id = "arn:aws:kms:us-east-1:123456789012:alias/alphawolf-test-terraform-state" }
}

features = {
  access_analyzer             = true
  account_public_access_block = true
  config_guard                = true
  ebs_defaults                = true
  security_hub                = true
  sign_in_risk                = true
}

# Its content is hashed, not read: this file stands in for the zip.
function = { zip = "versions.tf", runtime = "python3.13", architecture = "arm64" }

observed = {
  database  = "alphawolf-test"
  ecs       = { cluster = "alphawolf-test", service = "alphawolf-test-api" }
  functions = { process_intent = "alphawolf-test-process-intent", deliver_alert = "alphawolf-test-deliver-alert", escalate = "alphawolf-test-escalate", speech = "alphawolf-test-speech", watch_tasks = "alphawolf-test-watch-tasks" }
  queues    = { alerts = "alphawolf-test-alerts", dead_letters = "alphawolf-test-alerts-dead-letters" }
  rest_api  = { name = "alphawolf-test", stage = "v1" }
  texts     = { dead_letters = "alphawolf-test-texts-dead-letters", monthly_limit_usd = 50 }
  vpc       = { id = "vpc-1", public_route_table_ids = ["rtb-1", "rtb-2"] }
  web_acls  = { rest = "alphawolf-test-rest", cdn = "alphawolf-test-cdn" }
  websocket = { id = "ws1", stage = "notifications" }
}

security = {
  github_repository  = "alphawolf/alphawolf"
  guardduty          = true
  key_deletion_days  = 30
  monthly_budget_usd = 500
}

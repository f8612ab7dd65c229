name     = "alphawolf-test"
features = { autoscaling = true }

api = {
  host             = "0.0.0.0"
  port             = 8080
  target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/1"

  stage = {
    api       = "alphawolf-test"
    name      = "v1"
    purge_url = "https://rest.execute-api.us-east-1.amazonaws.com/v1"
  }
}

operations = {
  alarm_topic_arn = "arn:aws:sns:us-east-1:123456789012:alarms"
  boundary_arn    = "arn:aws:iam::123456789012:policy/boundary"
  environment     = "test"
}

# Any file will do: nothing unpacks it here.
artifacts = { workers_zip = "versions.tf", api_image = "registry.example/api:1" }

alerts = {
  topic_arn         = "arn:aws:sns:us-east-1:123456789012:alerts"
  queue             = { arn = "arn:aws:sqs:us-east-1:123456789012:alerts", visibility_timeout_s = 30 }
  dead_letter_queue = { arn = "arn:aws:sqs:us-east-1:123456789012:dead", visibility_timeout_s = 30 }
  text_replies = {
    queue             = { arn = "arn:aws:sqs:us-east-1:123456789012:text-replies", visibility_timeout_s = 30 }
    dead_letter_queue = { arn = "arn:aws:sqs:us-east-1:123456789012:texts-dead" }
  }
}

compute = {
  api_cpu                        = 512
  api_memory_mb                  = 1024
  api_count                      = 2
  api_count_max                  = 8
  lambda_runtime                 = "python3.13"
  lambda_architecture            = "arm64"
  lambda_memory_mb               = 512
  intent_provisioned_concurrency = 1
  log_retention_days             = 90
  delivery_batch_size            = 10
  texts                          = { two_way = true, a_day = 500, monthly_limit_usd = 50, contact_test_days = 7 }

  morning_peak = {
    time_zone                      = "America/New_York"
    begins                         = "06:30"
    ends                           = "10:00"
    api_count                      = 4
    intent_provisioned_concurrency = 5
  }

  reserved_concurrency = {
    authorize           = 50
    connections         = 40
    dead_letters        = 2
    deliver_alert       = 20
    escalate            = 1
    maintain_partitions = 1
    process_intent      = 30
    rotate_secret       = 1
    sms_receipt         = 2
    sms_reply           = 5
    speech              = 2
    watch_tasks         = 1
  }
}

database = {
  name             = "alphawolf"
  hosts            = ["a:5432", "b:5432"]
  direct_hosts     = ["a:5432", "b:5432"]
  proxied          = false
  sslmode          = "verify-full"
  owner_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:owner"
  app_secret_arn   = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app"
}

speech_bucket = { name = "speech", arn = "arn:aws:s3:::speech" }

user_pools = [{
  issuer    = "https://issuer.example"
  client_id = "client"
  jwks_url  = "https://issuer.example/jwks.json"
}]

key_arns = {
  alarms    = "arn:aws:kms:us-east-1:123456789012:key/alarms"
  fields    = "arn:aws:kms:us-east-1:123456789012:key/fields"
  functions = "arn:aws:kms:us-east-1:123456789012:key/functions"
  images    = "arn:aws:kms:us-east-1:123456789012:key/images"
  logs      = "arn:aws:kms:us-east-1:123456789012:key/logs"
  messages  = "arn:aws:kms:us-east-1:123456789012:key/messages"
  secrets   = "arn:aws:kms:us-east-1:123456789012:key/secrets"
  speech    = "arn:aws:kms:us-east-1:123456789012:key/speech"
}

network = {
  private_subnet_ids = ["subnet-a", "subnet-b"]
  security_group_ids = { api = "sg-api", functions = "sg-functions", intents = "sg-intents" }
}

notifications = {
  url             = "wss://socket.example/notifications"
  connections_url = "https://socket.example/notifications"
  connections_arn = "arn:aws:execute-api:us-east-1:123456789012:abc/notifications/POST/@connections/*"
}

name             = "alphawolf-test-rest"
scope            = "REGIONAL"
stage            = "v1"
free_text_paths  = ["alerts", "intents", "user/{id}/symbols"]
large_body_paths = ["user/{id}/symbols"]
limits           = { requests_per_ip = 10000, alerts_per_ip = 30000 }
logs             = { key_arn = "arn:aws:kms:us-east-1:123456789012:key/logs", retention_days = 400 }

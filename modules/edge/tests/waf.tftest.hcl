mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                = "alphawolf-test"
  api                 = { port = 8080, direct_url = null }
  boundary_arn        = "arn:aws:iam::123456789012:policy/boundary"
  deletion_protection = true
  features            = { client_certificates = true, stage_cache = true, vpc_link = true }
  log_key_arn         = "arn:aws:kms:us-east-1:123456789012:key/logs"
  log_retention_days  = 400

  buckets = {
    access_logs = { arn = "arn:aws:s3:::access-logs", name = "access-logs" }
    art         = { domain_name = "art.s3.us-east-1.amazonaws.com" }
    speech      = { domain_name = "speech.s3.us-east-1.amazonaws.com" }
  }

  edge = {
    stage_cache_gb      = "0.5"
    symbols_cache_ttl_s = 300
    personal_cache      = true
    throttle_rate       = 500
    throttle_burst      = 1000
    authorizer_ttl_s    = 60
    waf                 = { requests_per_ip = 10000, alerts_per_ip = 30000 }
    domain              = { name = "alphawolf.test", zone_id = "Z1GIVEN" }
    cdn = {
      allowed_countries = ["US"]
      origin_shield     = true
      signing_keys      = { "2026-11" = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n" }
    }
  }

  functions = {
    authorize   = { arn = "arn:aws:lambda:us-east-1:123456789012:function:authorize", invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/authorize" }
    connections = { arn = "arn:aws:lambda:us-east-1:123456789012:function:connections", invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/connections" }
  }

  network = {
    vpc_id             = "vpc-1"
    private_subnet_ids = ["subnet-a", "subnet-b"]
    security_group_id  = "sg-load-balancer"
  }
}

run "the_same_rules_stand_before_the_stage_and_before_cloudfront" {
  assert {
    condition = alltrue([
      { for before, acl in aws_wafv2_web_acl.this : before => acl.scope } == { cdn = "CLOUDFRONT", rest = "REGIONAL" },
      jsonencode(aws_wafv2_web_acl.this["rest"].rule) == jsonencode(aws_wafv2_web_acl.this["cdn"].rule),
      aws_wafv2_web_acl_association.rest[0].resource_arn == aws_api_gateway_stage.this.arn,
      aws_wafv2_web_acl_association.rest[0].web_acl_arn == aws_wafv2_web_acl.this["rest"].arn,
      aws_cloudfront_distribution.this["cdn"].web_acl_id == aws_wafv2_web_acl.this["cdn"].arn,
    ])
    error_message = "One set of rules, a regional web ACL before the stage and a global one before CloudFront."
  }

  assert {
    condition = { for rule in aws_wafv2_web_acl.this["rest"].rule : rule.priority => rule.name } == {
      0 = "crooked-path"
      1 = "body-size"
      2 = "rate-alerts"
      3 = "rate-requests"
      4 = "AWSManagedRulesAmazonIpReputationList"
      5 = "AWSManagedRulesAnonymousIpList"
      6 = "AWSManagedRulesKnownBadInputsRuleSet"
      7 = "AWSManagedRulesCommonRuleSet"
      8 = "AWSManagedRulesSQLiRuleSet"
      9 = "body-attacks"
    }
    error_message = "A rule was added, lost or moved; labels are made before the rule that reads them."
  }

  assert {
    condition = alltrue(flatten([for acl in aws_wafv2_web_acl.this : [
      for rule in acl.rule : startswith(rule.name, "AWS") ? length(rule.override_action[0].none) == 1 : length(rule.action[0].block) == 1
    ]]))
    error_message = "Own rules block, and no group of AWS's is put to counting as a whole."
  }

  assert {
    condition = alltrue(flatten([for acl in aws_wafv2_web_acl.this : [
      !acl.visibility_config[0].sampled_requests_enabled,
      [for rule in acl.rule : !rule.visibility_config[0].sampled_requests_enabled],
    ]]))
    error_message = "A sample keeps a request as it came, headers and all: none are taken."
  }
}

run "people_may_say_what_looks_like_an_attack" {
  assert {
    condition = {
      for rule in aws_wafv2_web_acl.this["rest"].rule : rule.name => toset(rule.statement[0].managed_rule_group_statement[0].rule_action_override[*].name)
      if startswith(rule.name, "AWS")
      } == {
      AWSManagedRulesAmazonIpReputationList = toset([])
      AWSManagedRulesAnonymousIpList        = toset(["HostingProviderIPList"])
      AWSManagedRulesKnownBadInputsRuleSet  = toset([])
      AWSManagedRulesCommonRuleSet          = toset(["CrossSiteScripting_BODY", "SizeRestrictions_BODY"])
      AWSManagedRulesSQLiRuleSet            = toset(["SQLi_BODY", "SQLiExtendedPatterns_BODY"])
    }
    error_message = "Only rules about the body count instead of blocking; headers, paths and queries are refused by AWS's groups themselves."
  }

  assert {
    condition = jsonencode(flatten([
      for rule in aws_wafv2_web_acl.this["rest"].rule : [
        for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : length(override.action_to_use[0].count)
      ] if startswith(rule.name, "AWS")
    ])) == "[1,1,1,1,1]"
    error_message = "An overridden rule counts: it is never allowed outright, which would skip the rules after it."
  }

  assert {
    condition = [for rule in aws_wafv2_web_acl.this["rest"].rule : jsonencode({
      labels = sort(rule.statement[0].and_statement[0].statement[0].or_statement[0].statement[*].label_match_statement[0].key)
      scopes = distinct(rule.statement[0].and_statement[0].statement[0].or_statement[0].statement[*].label_match_statement[0].scope)
      unless = rule.statement[0].and_statement[0].statement[1].not_statement[0].statement[0].regex_match_statement[0].regex_string
      }) if rule.name == "body-attacks"] == [jsonencode({
      labels = [
        "awswaf:managed:aws:core-rule-set:CrossSiteScripting_Body",
        "awswaf:managed:aws:sql-database:SQLiExtendedPatterns_Body",
        "awswaf:managed:aws:sql-database:SQLi_Body",
      ]
      scopes = ["LABEL"]
      unless = "^(/v1)?/(alerts|intents|user/[0-9a-fA-F-]{36}/symbols)$"
    })]
    error_message = "What was counted is refused by its label, unless it is on a route for a person's own words."
  }

  assert {
    condition = alltrue(flatten([
      for spoken, paths in {
        true = [
          "/v1/intents", "/intents", "/v1/alerts", "/alerts", "/v1/user/6f1c9a52-0b1e-4f7e-9d55-0d6a1c3b2e47/symbols",
        ]
        false = [
          "/v1/me", "/v1/alerts/6f1c9a52/acknowledge", "/v1/notifications/ticket", "/v1/user/symbols", "/v1/intents/x",
          "/v2/intents", "/x/v1/intents", "/v1/user/6f1c9a52-0b1e-4f7e-9d55-0d6a1c3b2e47/symbols/x",
        ]
      } : [for path in paths : can(regex(local.free_text_paths, path)) == tobool(spoken)]
    ]))
    error_message = "Intents, alerts and boards hold free text; nothing else is spared."
  }
}

run "an_alert_is_heard_whatever_else_its_address_sends" {
  assert {
    condition = {
      for rule in aws_wafv2_web_acl.this["rest"].rule : rule.name => [
        rule.statement[0].rate_based_statement[0].aggregate_key_type,
        tostring(rule.statement[0].rate_based_statement[0].limit),
        try(
          rule.statement[0].rate_based_statement[0].scope_down_statement[0].regex_match_statement[0].regex_string,
          "not ${rule.statement[0].rate_based_statement[0].scope_down_statement[0].not_statement[0].statement[0].regex_match_statement[0].regex_string}",
        ),
      ] if startswith(rule.name, "rate-")
      } == {
      rate-alerts   = ["IP", "30000", "^(/v1)?/alerts(/|$)"]
      rate-requests = ["IP", "10000", "not ^(/v1)?/alerts(/|$)"]
    }
    error_message = "Alerts have a limit of their own, higher, which no other request uses up."
  }

  assert {
    condition = {
      for rule in aws_wafv2_web_acl.this["rest"].rule : rule.name => rule.statement[0].managed_rule_group_statement[0].scope_down_statement[*].not_statement[0].statement[0].regex_match_statement[0].regex_string
      if startswith(rule.name, "AWS")
      } == {
      AWSManagedRulesAmazonIpReputationList = ["^(/v1)?/alerts(/|$)"]
      AWSManagedRulesAnonymousIpList        = ["^(/v1)?/alerts(/|$)"]
      AWSManagedRulesKnownBadInputsRuleSet  = []
      AWSManagedRulesCommonRuleSet          = []
      AWSManagedRulesSQLiRuleSet            = []
    }
    error_message = "Lists of addresses spare alerts; what a request holds is looked at on every path."
  }

  assert {
    condition = alltrue(flatten([
      for alert, paths in {
        true  = ["/v1/alerts", "/alerts", "/v1/alerts/6f1c9a52/acknowledge"]
        false = ["/v1/alertsx", "/v1/intents", "/x/alerts"]
      } : [for path in paths : can(regex(local.alert_paths, path)) == tobool(alert)]
    ]))
    error_message = "An alert is what lies below /alerts."
  }
}

run "nothing_passes_unread" {
  assert {
    condition = [for rule in aws_wafv2_web_acl.this["rest"].rule : [
      rule.statement[0].size_constraint_statement[0].comparison_operator,
      tostring(rule.statement[0].size_constraint_statement[0].size),
      rule.statement[0].size_constraint_statement[0].field_to_match[0].body[0].oversize_handling,
    ] if rule.name == "body-size"] == [["GT", "16384", "MATCH"]]
    error_message = "A body of more than the API's 16 KB is refused, even the part that WAF cannot see."
  }

  assert {
    condition = alltrue(flatten([
      for crooked, paths in {
        true = [
          "/user/a/../b/symbols", "/user/a/./symbols", "/user/a/%2e%2e/b/symbols", "/user/a%2fb/symbols", "/user//symbols",
          "/user/a\\b/symbols", "/.git/config", "/user/a/..", "/user/a/symbols%00", "//",
        ]
        false = [
          "/", "/v1/alerts", "/arasaac/2527.png", "/user/6f1c9a52-0b1e-4f7e-9d55-0d6a1c3b2e47/symbols",
          "/user/6f1c9a52-0b1e-4f7e-9d55-0d6a1c3b2e47/speech/Zk3_-9.mp3",
        ]
      } : [for path in paths : can(regex(local.crooked_paths, path)) == tobool(crooked)]
    ]))
    error_message = "A path that another reader may take for another path is refused; ours pass."
  }
}

run "the_log_tells_the_rule_and_not_the_person" {
  assert {
    condition = alltrue([
      { for before, group in aws_cloudwatch_log_group.waf : before => group.name } == {
        cdn  = "aws-waf-logs-alphawolf-test-cdn"
        rest = "aws-waf-logs-alphawolf-test-rest"
      },
      alltrue([for group in aws_cloudwatch_log_group.waf : group.kms_key_id == var.log_key_arn && group.retention_in_days == 400]),
      toset(keys(aws_wafv2_web_acl_logging_configuration.this)) == toset(["cdn", "rest"]),
    ])
    error_message = "Each web ACL logs to a group of its own, encrypted and kept as long as every log."
  }

  assert {
    condition = alltrue([for log in aws_wafv2_web_acl_logging_configuration.this : alltrue([
      toset(flatten(log.redacted_fields[*].single_header[*].name)) == toset(["authorization", "cookie"]),
      length(flatten(log.redacted_fields[*].query_string)) == 1,
      length(flatten(log.redacted_fields[*].uri_path)) == 1,
    ])])
    error_message = "Tokens, cookies, tickets, searches and people's ids never reach the log."
  }
}

run "without_a_cdn_there_is_one_web_acl" {
  variables {
    edge = {
      stage_cache_gb      = "0.5"
      symbols_cache_ttl_s = 300
      throttle_rate       = 500
      throttle_burst      = 1000
      authorizer_ttl_s    = 60
    }
  }

  assert {
    condition     = keys(aws_wafv2_web_acl.this) == ["rest"] && output.web_acl_names == { rest = "alphawolf-test-rest" }
    error_message = "The stage is guarded in every environment."
  }
}

run "refuses_alerts_that_are_throttled_like_the_rest" {
  command = plan
  variables {
    edge = {
      stage_cache_gb      = "0.5"
      symbols_cache_ttl_s = 300
      throttle_rate       = 500
      throttle_burst      = 1000
      authorizer_ttl_s    = 60
      waf                 = { requests_per_ip = 10000, alerts_per_ip = 10000 }
    }
  }
  expect_failures = [var.edge]
}

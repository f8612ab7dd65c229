# One run looks at every rule: a mock needs long to make up a web ACL, whose statements nest.
mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-made-up" }
  }
}

run "attacks_are_refused_and_people_may_say_what_looks_like_one" {
  command = plan

  assert {
    condition     = aws_wafv2_web_acl.this.scope == "REGIONAL" && aws_wafv2_web_acl.this.name == "alphawolf-test-rest" && length(aws_wafv2_web_acl.this.default_action[0].allow) == 1
    error_message = "It stands before what it was made for and lets through what no rule refuses."
  }

  assert {
    condition = { for rule in aws_wafv2_web_acl.this.rule : rule.priority => rule.name } == {
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
    condition = alltrue([
      for rule in aws_wafv2_web_acl.this.rule : startswith(rule.name, "AWS") ? length(rule.override_action[0].none) == 1 : length(rule.action[0].block) == 1
    ])
    error_message = "Own rules block, and no group of AWS's is put to counting as a whole."
  }

  assert {
    condition = alltrue([
      for shown in concat(aws_wafv2_web_acl.this.visibility_config, flatten(aws_wafv2_web_acl.this.rule[*].visibility_config)) :
      !shown.sampled_requests_enabled
    ])
    error_message = "A sample keeps a request as it came, headers and all: none are taken."
  }

  assert {
    condition = jsonencode({
      for rule in aws_wafv2_web_acl.this.rule : rule.name => sort(rule.statement[0].managed_rule_group_statement[0].rule_action_override[*].name)
      if startswith(rule.name, "AWS")
      }) == jsonencode({
      AWSManagedRulesAmazonIpReputationList = []
      AWSManagedRulesAnonymousIpList        = ["HostingProviderIPList"]
      AWSManagedRulesKnownBadInputsRuleSet  = []
      AWSManagedRulesCommonRuleSet          = ["CrossSiteScripting_BODY", "SizeRestrictions_BODY"]
      AWSManagedRulesSQLiRuleSet            = ["SQLiExtendedPatterns_BODY", "SQLi_BODY"]
    })
    error_message = "Only rules about the body count instead of blocking; headers, paths and queries are refused by AWS's groups themselves."
  }

  assert {
    condition = jsonencode(flatten([
      for rule in aws_wafv2_web_acl.this.rule : [
        for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : length(override.action_to_use[0].count)
      ] if startswith(rule.name, "AWS")
    ])) == "[1,1,1,1,1]"
    error_message = "An overridden rule counts: it is never allowed outright, which would skip the rules after it."
  }

  assert {
    condition = [for rule in aws_wafv2_web_acl.this.rule : jsonencode({
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
      unless = "^(/v1)?/(alerts|intents|user/[^/]+/symbols)$"
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

  assert {
    condition = {
      for rule in aws_wafv2_web_acl.this.rule : rule.name => [
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
    condition = jsonencode({
      for rule in aws_wafv2_web_acl.this.rule : rule.name => rule.statement[0].managed_rule_group_statement[0].scope_down_statement[*].not_statement[0].statement[0].regex_match_statement[0].regex_string
      if startswith(rule.name, "AWS")
      }) == jsonencode({
      AWSManagedRulesAmazonIpReputationList = ["^(/v1)?/alerts(/|$)"]
      AWSManagedRulesAnonymousIpList        = ["^(/v1)?/alerts(/|$)"]
      AWSManagedRulesKnownBadInputsRuleSet  = []
      AWSManagedRulesCommonRuleSet          = []
      AWSManagedRulesSQLiRuleSet            = []
    })
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

  assert {
    condition = [for rule in aws_wafv2_web_acl.this.rule : [
      rule.statement[0].and_statement[0].statement[0].size_constraint_statement[0].comparison_operator,
      tostring(rule.statement[0].and_statement[0].statement[0].size_constraint_statement[0].size),
      rule.statement[0].and_statement[0].statement[0].size_constraint_statement[0].field_to_match[0].body[0].oversize_handling,
      rule.statement[0].and_statement[0].statement[1].not_statement[0].statement[0].regex_match_statement[0].regex_string,
    ] if rule.name == "body-size"] == [["GT", "16384", "MATCH", "^(/v1)?/(user/[^/]+/symbols)$"]]
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

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "aws-waf-logs-alphawolf-test-rest" && aws_cloudwatch_log_group.this.kms_key_id == var.logs.key_arn && aws_cloudwatch_log_group.this.retention_in_days == 400
    error_message = "The log is a group of its own, encrypted and kept as long as every log."
  }

  assert {
    condition = alltrue([
      toset(flatten(aws_wafv2_web_acl_logging_configuration.this.redacted_fields[*].single_header[*].name)) == toset(["authorization", "cookie"]),
      length(flatten(aws_wafv2_web_acl_logging_configuration.this.redacted_fields[*].query_string)) == 1,
      length(flatten(aws_wafv2_web_acl_logging_configuration.this.redacted_fields[*].uri_path)) == 1,
    ])
    error_message = "Tokens, cookies, tickets, searches and people's ids never reach the log."
  }

  assert {
    condition = aws_wafv2_web_acl_logging_configuration.this.logging_filter[0].default_behavior == "DROP" && toset(flatten([
      for filter in aws_wafv2_web_acl_logging_configuration.this.logging_filter[0].filter : filter.condition[*].action_condition[0].action
    ])) == toset(["BLOCK", "COUNT"])
    error_message = "What was refused or counted is logged, and no request that was simply let through."
  }
}

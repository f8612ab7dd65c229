resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "What is refused before it is looked at."
  scope       = var.scope

  default_action {
    allow {}
  }

  rule {
    name     = "crooked-path"
    priority = 0

    action {
      block {}
    }

    statement {
      regex_match_statement {
        regex_string = local.crooked_paths

        field_to_match {
          uri_path {}
        }

        text_transformation {
          priority = 0
          type     = "NONE"
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "crooked-path"
      sampled_requests_enabled   = false
    }
  }

  # WAF reads the first 16 KB: what is longer counts as matched, so nothing passes unread but boards and their files.
  rule {
    name     = "body-size"
    priority = 1

    action {
      block {}
    }

    statement {
      and_statement {
        statement {
          size_constraint_statement {
            comparison_operator = "GT"
            size                = local.body_limit_bytes

            field_to_match {
              body {
                oversize_handling = "MATCH"
              }
            }

            text_transformation {
              priority = 0
              type     = "NONE"
            }
          }
        }

        statement {
          not_statement {
            statement {
              regex_match_statement {
                regex_string = local.large_body_paths

                field_to_match {
                  uri_path {}
                }

                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "body-size"
      sampled_requests_enabled   = false
    }
  }

  # Requests from one address in five minutes. Alerts are counted apart and higher: no other traffic of
  # a care home behind one address can use up what a call for help needs.
  rule {
    name     = "rate-alerts"
    priority = 2

    action {
      block {}
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = var.limits.alerts_per_ip

        scope_down_statement {
          regex_match_statement {
            regex_string = local.alert_paths

            field_to_match {
              uri_path {}
            }

            text_transformation {
              priority = 0
              type     = "NONE"
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate-alerts"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "rate-requests"
    priority = 3

    action {
      block {}
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = var.limits.requests_per_ip

        scope_down_statement {
          not_statement {
            statement {
              regex_match_statement {
                regex_string = local.alert_paths

                field_to_match {
                  uri_path {}
                }

                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate-requests"
      sampled_requests_enabled   = false
    }
  }

  # AWS's own rule groups. An alert is heard wherever it comes from: lists of addresses spare it, while
  # its token and its content are looked at like any other's. Clinics and schools go out through
  # hosted proxies, so those are only counted.
  dynamic "rule" {
    for_each = [
      { priority = 4, name = "AWSManagedRulesAmazonIpReputationList", spares_alerts = true, counted = [] },
      { priority = 5, name = "AWSManagedRulesAnonymousIpList", spares_alerts = true, counted = ["HostingProviderIPList"] },
      { priority = 6, name = "AWSManagedRulesKnownBadInputsRuleSet", spares_alerts = false, counted = [] },
      { priority = 7, name = "AWSManagedRulesCommonRuleSet", spares_alerts = false, counted = local.common_rules_counted },
      { priority = 8, name = "AWSManagedRulesSQLiRuleSet", spares_alerts = false, counted = local.sql_rules_counted },
    ]

    content {
      name     = rule.value.name
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          name        = rule.value.name
          vendor_name = "AWS"

          dynamic "rule_action_override" {
            for_each = rule.value.counted

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }

          dynamic "scope_down_statement" {
            for_each = rule.value.spares_alerts ? ["all but alerts"] : []

            content {
              not_statement {
                statement {
                  regex_match_statement {
                    regex_string = local.alert_paths

                    field_to_match {
                      uri_path {}
                    }

                    text_transformation {
                      priority = 0
                      type     = "NONE"
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.value.name
        sampled_requests_enabled   = false
      }
    }
  }

  # What the groups above only labelled is refused here, unless it is what a person says.
  rule {
    name     = "body-attacks"
    priority = 9

    action {
      block {}
    }

    statement {
      and_statement {
        statement {
          or_statement {
            dynamic "statement" {
              for_each = values(local.body_attacks)
              iterator = label

              content {
                label_match_statement {
                  key   = label.value
                  scope = "LABEL"
                }
              }
            }
          }
        }

        statement {
          not_statement {
            statement {
              regex_match_statement {
                regex_string = local.free_text_paths

                field_to_match {
                  uri_path {}
                }

                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "body-attacks"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = false
  }
}

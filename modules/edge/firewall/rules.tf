locals {
  stage_prefix = "^(/${var.stage})?"
  alert_paths  = "${local.stage_prefix}/alerts(/|$)"

  # Where a person's own words travel in the body. `O'Brien -- ok` and `<3` look like attacks and are
  # not: the API binds every value it is given to a parameter, and answers with JSON.
  free_text_paths = "${local.stage_prefix}/(${join("|", local.patterns.free_text)})$"

  # What the API takes more of than WAF reads.
  large_body_paths = "${local.stage_prefix}/(${join("|", local.patterns.large_body)})$"

  patterns = {
    for kind, paths in { free_text = var.free_text_paths, large_body = var.large_body_paths } :
    kind => [for path in paths : replace(path, "/{[a-z_]+}/", "[^/]+")]
  }

  # No path of ours needs any of it, and each can make one path mean another to the next reader:
  # percent-encoding, a backslash, an empty segment, a segment that begins with a dot.
  crooked_paths = "%|\\\\|//|/\\."

  # What the API itself takes of any other body, and what WAF reads of one.
  body_limit_bytes = 16 * 1024

  # AWS's rules about bodies that a person's own words set off, and the label each leaves. They only
  # count; the rule `body-attacks` refuses by the label, by path.
  body_attacks = {
    CrossSiteScripting_BODY   = "awswaf:managed:aws:core-rule-set:CrossSiteScripting_Body"
    SQLi_BODY                 = "awswaf:managed:aws:sql-database:SQLi_Body"
    SQLiExtendedPatterns_BODY = "awswaf:managed:aws:sql-database:SQLiExtendedPatterns_Body"
  }

  # AWS's own limit for a body is 8 KB; the rule `body-size` holds the API's.
  common_rules_counted = ["CrossSiteScripting_BODY", "SizeRestrictions_BODY"]
  sql_rules_counted    = ["SQLi_BODY", "SQLiExtendedPatterns_BODY"]
}

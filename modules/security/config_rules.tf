# config_rules.json is written by `wolfctl docs` from compliance/*.yaml: the rules that the plan is tested by are the
# rules that the live account is asked.
locals {
  config_rules = jsondecode(file("${path.module}/config_rules.json"))
  own_policies = var.features.config_guard ? fileset("${path.module}/guard", "*.guard") : []

  # What only the finished stack can say. Objects of other buckets hold nothing about a person: their events are not paid for.
  observed_parameters = {
    cloudtrail-s3-dataevents-enabled     = { S3BucketNames = join(",", [for arn in var.health_bucket_arns : split(":::", arn)[1]]) }
    internet-gateway-authorized-vpc-only = { AuthorizedVpcIds = var.observed.vpc.id }
    no-unrestricted-route-to-igw         = { routeTableIds = join(",", var.observed.vpc.public_route_table_ids) }
  }
}

resource "aws_config_config_rule" "managed" {
  for_each = local.config_rules

  name        = "${var.name}-${each.key}"
  description = each.value.description
  input_parameters = (
    length(merge(each.value.parameters, lookup(local.observed_parameters, each.key, {}))) > 0
    ? jsonencode(merge(each.value.parameters, lookup(local.observed_parameters, each.key, {})))
    : null
  )

  source {
    owner             = "AWS"
    source_identifier = each.value.identifier
  }

  depends_on = [aws_config_configuration_recorder.this]
}

# Where AWS has no managed rule, the policy is written here in CloudFormation Guard's language.
resource "aws_config_config_rule" "own" {
  for_each = { for file in local.own_policies : trimsuffix(file, ".guard") => file("${path.module}/guard/${file}") }

  name        = "${var.name}-${each.key}"
  description = trimprefix(split("\n", each.value)[0], "# ")

  source {
    owner = "CUSTOM_POLICY"

    custom_policy_details {
      policy_runtime = "guard-2.x.x"
      policy_text    = each.value
    }

    source_detail {
      event_source = "aws.config"
      message_type = "ConfigurationItemChangeNotification"
    }
    source_detail {
      event_source = "aws.config"
      message_type = "OversizedConfigurationItemChangeNotification"
    }
  }

  depends_on = [aws_config_configuration_recorder.this]
}

# What nobody does on an ordinary day: each is counted in the trail and told at once.
locals {
  calls = {
    key-losses = ["DisableKey", "ScheduleKeyDeletion"]
    network-acl-changes = [
      "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry",
      "ReplaceNetworkAclAssociation", "ReplaceNetworkAclEntry",
    ]
    network-gateway-changes = [
      "AttachInternetGateway", "CreateCustomerGateway", "CreateInternetGateway", "DeleteCustomerGateway",
      "DeleteInternetGateway", "DetachInternetGateway",
    ]
    route-table-changes = [
      "CreateRoute", "CreateRouteTable", "DeleteRoute", "DeleteRouteTable", "DisassociateRouteTable",
      "ReplaceRoute", "ReplaceRouteTableAssociation",
    ]
    trail-changes = ["DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"]
    vpc-changes = [
      "AcceptVpcPeeringConnection", "AttachClassicLinkVpc", "CreateVpc", "CreateVpcPeeringConnection", "DeleteVpc",
      "DeleteVpcPeeringConnection", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink",
      "ModifyVpcAttribute", "RejectVpcPeeringConnection",
    ]
  }

  watched_events = merge(
    { for name, calls in local.calls : name => "{ ${join(" || ", [for call in calls : "($.eventName = ${call})"])} }" },
    {
      authentication-failures = "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }"
      break-glass             = "{ ($.eventName = AssumeRole) && ($.requestParameters.roleArn = \"${local.break_glass_arn}\") }"
      root-usage              = "{ ($.userIdentity.type = \"Root\") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != \"AwsServiceEvent\") }"
    },
  )
  trail_metrics = "${var.name}/trail"
}

resource "aws_cloudwatch_log_metric_filter" "trail" {
  for_each = local.watched_events

  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = each.value

  metric_transformation {
    name      = each.key
    namespace = local.trail_metrics
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "trail" {
  for_each = aws_cloudwatch_log_metric_filter.trail

  alarm_name                = each.value.name
  alarm_description         = "CloudTrail saw: ${replace(each.key, "-", " ")}."
  namespace                 = local.trail_metrics
  metric_name               = each.key
  statistic                 = "Sum"
  period                    = 300
  evaluation_periods        = 1
  comparison_operator       = "GreaterThanOrEqualToThreshold"
  threshold                 = 1
  treat_missing_data        = "notBreaching"
  alarm_actions             = [aws_sns_topic.alarms.arn]
  insufficient_data_actions = [aws_sns_topic.alarms.arn]
}

# The most that any role of this stack can ever do, whatever is attached to it: work with data, write logs and
# metrics. No identities, no keys' administration, no trails, no other roles. Whoever may create roles here must put this
# boundary on them, so a pipeline cannot make itself a stronger role.
resource "aws_iam_policy" "boundary" {
  #checkov:skip=CKV_AWS_287:a boundary grants nothing by itself; each role's own policy names what it may use
  #checkov:skip=CKV_AWS_288:a boundary grants nothing by itself; each role's own policy names what it may use
  #checkov:skip=CKV_AWS_289:a boundary grants nothing by itself; each role's own policy names what it may use
  #checkov:skip=CKV_AWS_290:a boundary grants nothing by itself; each role's own policy names what it may use
  #checkov:skip=CKV_AWS_355:a boundary grants nothing by itself; each role's own policy names what it may use
  name        = "${var.name}-boundary"
  description = "The most that a role of ${var.name} can be given."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "WorkWithData"
        Effect = "Allow"
        Action = [
          "backup:CopyFromBackupVault", "backup:CopyIntoBackupVault", "backup:DescribeBackupVault", "backup:ListTags",
          "backup:TagResource", "backup:UntagResource", "backup-storage:Mount*", "bedrock:InvokeModel",
          "cloudwatch:GetMetricData", "cloudwatch:PutMetricData", "comprehend:DetectSentiment", "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface", "ec2:Describe*", "ec2:UnassignPrivateIpAddresses", "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer", "ecs:DescribeServices",
          "ecs:DescribeTasks", "events:DeleteRule", "events:DescribeRule", "events:DisableRule", "events:EnableRule",
          "events:ListRules", "events:ListTargetsByRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets",
          "execute-api:ManageConnections", "firehose:PutRecord*", "lambda:InvokeFunction", "logs:CreateLogGroup",
          "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:FilterLogEvents",
          "logs:GetLogEvents", "logs:PutLogEvents", "logs:PutRetentionPolicy", "polly:SynthesizeSpeech",
          "rds:AddTagsToResource", "rds:CopyDBSnapshot", "rds:CreateDBSnapshot", "rds:DeleteDBSnapshot", "rds:Describe*",
          "rds:ListTagsForResource", "rds:ModifyDBSnapshotAttribute", "rds-db:connect", "s3:Abort*", "s3:Get*",
          "s3:List*", "s3:DeleteObject", "s3:ObjectOwnerOverrideToBucketOwner", "s3:PutBucketNotification",
          "s3:PutInventoryConfiguration", "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectVersionTagging",
          "s3:Replicate*", "secretsmanager:DescribeSecret", "secretsmanager:GetRandomPassword",
          "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage",
          "sms-voice:SendTextMessage", "sns:Publish", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage",
          "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage", "ssm:DeleteParameter",
          "ssm:GetParameter*", "ssm:PutParameter", "ssmmessages:Create*", "ssmmessages:Open*", "tag:GetResources",
          "xray:GetSampling*", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
        ]
        Resource = "*"
      },
      {
        Sid      = "UseKeys"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource = "arn:${local.partition}:kms:*:${local.account_id}:key/*"
      },
      {
        Sid      = "NobodyLeavesTheAccount"
        Effect   = "Deny"
        Action   = ["iam:*", "organizations:*", "sts:AssumeRole"]
        Resource = "*"
      },
    ]
  })
}

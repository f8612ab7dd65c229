locals {
  deploy_statements = {
    plan  = concat(local.read_state, local.draw_passwords, [local.leave_health_data_alone])
    apply = concat(local.manage_roles, [local.leave_health_data_alone, local.keep_own_limits])
  }

  # The state's key is found by its alias, as the backend names it.
  read_state = var.deployment.state == null ? [] : [{
    Sid       = "DecryptState"
    Effect    = "Allow"
    Action    = "kms:Decrypt"
    Resource  = "arn:${local.partition}:kms:${var.deployment.state.region}:${local.account_id}:key/*"
    Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = regex("alias/.+$", var.deployment.state.kms_key_id) } }
  }]

  # A plan opens what is ephemeral: it draws passwords and reads the database owner's. Neither is written anywhere, and
  # where a plan runs there is no way to the database.
  draw_passwords = [
    {
      Sid      = "DrawPasswords"
      Effect   = "Allow"
      Action   = "secretsmanager:GetRandomPassword"
      Resource = "*"
    },
    {
      Sid      = "ReadOwnerPassword"
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = "arn:${local.partition}:secretsmanager:${local.region}:${local.account_id}:secret:${var.name}-database-owner-*"
    },
    {
      Sid      = "DecryptOwnerPassword"
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = aws_kms_key.purpose["secrets"].arn
    },
  ]

  manage_roles = [
    {
      Sid       = "MakeBoundedRoles"
      Effect    = "Allow"
      Action    = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary"]
      Resource  = "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-*"
      Condition = { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary.arn } }
    },
    {
      Sid    = "ManageOwnIdentities"
      Effect = "Allow"
      Action = [
        "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole",
        "iam:SetDefaultPolicyVersion", "iam:TagPolicy", "iam:TagRole", "iam:UntagPolicy", "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription",
      ]
      Resource = local.stack_identities
    },
    {
      Sid      = "HandRolesToServices"
      Effect   = "Allow"
      Action   = "iam:PassRole"
      Resource = ["arn:${local.partition}:iam::${local.account_id}:role/${var.name}-*", aws_iam_service_linked_role.config.arn]
      Condition = {
        StringEquals = {
          "iam:PassedToService" = [
            "apigateway.amazonaws.com", "backup.amazonaws.com", "cloudtrail.amazonaws.com", "config.amazonaws.com",
            "ecs-tasks.amazonaws.com", "lambda.amazonaws.com", "monitoring.rds.amazonaws.com", "rds.amazonaws.com",
            "s3.amazonaws.com", "sns.amazonaws.com", "vpc-flow-logs.amazonaws.com",
          ]
        }
      }
    },
    {
      Sid      = "ReadIdentities"
      Effect   = "Allow"
      Action   = ["iam:Get*", "iam:List*"]
      Resource = "*"
    },
    {
      Sid       = "SetPasswordPolicy"
      Effect    = "Allow"
      Action    = ["iam:DeleteAccountPasswordPolicy", "iam:UpdateAccountPasswordPolicy"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = "us-east-1" } }
    },
  ]

  leave_health_data_alone = {
    Sid      = "LeaveHealthDataAlone"
    Effect   = "Deny"
    Action   = ["s3:DeleteObjectVersion", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
    Resource = [for arn in var.health_bucket_arns : "${arn}/*"]
  }

  keep_own_limits = {
    Sid    = "KeepOwnLimits"
    Effect = "Deny"
    Action = concat(local.erasing_traces, [
      "iam:AddClientIDToOpenIDConnectProvider", "iam:CreateAccessKey", "iam:CreateLoginProfile",
      "iam:CreateOpenIDConnectProvider", "iam:CreateUser", "iam:DeleteOpenIDConnectProvider",
      "iam:DeleteRolePermissionsBoundary", "iam:UpdateOpenIDConnectProviderThumbprint",
    ])
    Resource = "*"
  }
}

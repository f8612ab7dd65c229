locals {
  break_glass_arn = "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-break-glass"
}

# For the night when nothing else works: an hour, with a second factor, and everyone is told (trail_alarms.tf).
resource "aws_iam_role" "break_glass" {
  name                 = "${var.name}-break-glass"
  description          = "Emergency access of one hour; each use raises an alarm."
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = length(var.security.break_glass_principals) > 0 ? var.security.break_glass_principals : [local.account_root] }
      Action    = "sts:AssumeRole"
      Condition = {
        Bool            = { "aws:MultiFactorAuthPresent" = "true" }
        NumericLessThan = { "aws:MultiFactorAuthAge" = "3600" }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "break_glass_services" {
  role       = aws_iam_role.break_glass.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/PowerUserAccess"
}

resource "aws_iam_policy" "break_glass" {
  name        = "${var.name}-break-glass"
  description = "Repairs the roles of this stack; identities outside it stay out of reach."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "RepairRoles"
        Effect = "Allow"
        Action = [
          "iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicyVersion", "iam:DetachRolePolicy",
          "iam:PassRole", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy",
        ]
        Resource = local.stack_identities
      },
      {
        Sid      = "CannotEraseTraces"
        Effect   = "Deny"
        Action   = local.erasing_traces
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "break_glass" {
  role       = aws_iam_role.break_glass.name
  policy_arn = aws_iam_policy.break_glass.arn
}

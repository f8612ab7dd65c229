# Apart from what they limit: the pipeline may not touch the boundary, its own roles or the way in for emergencies. Those
# change by hand, by an administrator, on the first apply and ever after.
resource "aws_iam_policy" "limits" {
  name        = "${var.name}-limits"
  description = "Keeps the apply role from changing the boundary, the deploy roles and the break-glass role."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "LeaveLimitsAlone"
      Effect = "Deny"
      Action = [
        "iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole",
        "iam:DetachRolePolicy", "iam:PassRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy",
        "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
      ]
      Resource = flatten([
        for name in ["apply", "boundary", "break-glass", "limits", "plan"] : [
          "arn:${local.partition}:iam::${local.account_id}:policy/${var.name}-${name}",
          "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-${name}",
        ]
      ])
    }]
  })
}

resource "aws_iam_role_policy_attachment" "limits" {
  role       = aws_iam_role.deploy["apply"].name
  policy_arn = aws_iam_policy.limits.arn
}

# One role a function; two for the API's task, because the agent that starts it reads secrets that
# the program has no business reading; one for the migration, which calls nothing of AWS itself.
resource "aws_iam_role" "this" {
  for_each = toset(keys(local.statements))

  name                 = "${var.name}-${replace(each.key, "_", "-")}"
  permissions_boundary = var.operations.boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = contains(keys(local.functions), each.key) ? "lambda.amazonaws.com" : "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_policy" "this" {
  for_each = aws_iam_role.this

  name        = each.value.name
  description = "All that ${each.value.name} may do."

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.statements[each.key]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = aws_iam_role.this

  role       = each.value.name
  policy_arn = aws_iam_policy.this[each.key].arn
}

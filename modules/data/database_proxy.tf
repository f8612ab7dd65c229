# Keeps connections through a failover and pools them for functions. It signs in as whoever the
# application's secret names; a client that still holds the user of before a rotation is refused.
resource "aws_db_proxy" "this" {
  count = var.data.proxy ? 1 : 0

  name                   = "${var.name}-database"
  engine_family          = "POSTGRESQL"
  require_tls            = true
  debug_logging          = false
  idle_client_timeout    = 1800
  role_arn               = aws_iam_role.proxy[0].arn
  vpc_subnet_ids         = var.network.subnet_ids
  vpc_security_group_ids = [var.network.security_group_id]

  auth {
    auth_scheme               = "SECRETS"
    client_password_auth_type = "POSTGRES_SCRAM_SHA_256"
    iam_auth                  = "DISABLED"
    secret_arn                = aws_secretsmanager_secret.role["app"].arn
  }

  depends_on = [aws_cloudwatch_log_group.proxy, aws_iam_role_policy_attachment.proxy]
}

resource "aws_db_proxy_default_target_group" "this" {
  count = var.data.proxy ? 1 : 0

  db_proxy_name = aws_db_proxy.this[0].name

  connection_pool_config {
    connection_borrow_timeout    = 3
    max_connections_percent      = 90
    max_idle_connections_percent = 45
  }
}

resource "aws_db_proxy_target" "this" {
  count = var.data.proxy ? 1 : 0

  db_proxy_name          = aws_db_proxy.this[0].name
  target_group_name      = aws_db_proxy_default_target_group.this[0].name
  db_instance_identifier = aws_db_instance.this.identifier
}

resource "aws_iam_role" "proxy" {
  count = var.data.proxy ? 1 : 0

  name                 = "${var.name}-database-proxy"
  permissions_boundary = var.boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_iam_policy" "proxy" {
  count = var.data.proxy ? 1 : 0

  name        = "${var.name}-database-proxy"
  description = "Reads the application's database secret."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "ReadSecret"
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = aws_secretsmanager_secret.role["app"].arn
      }, {
      Sid       = "DecryptSecret"
      Effect    = "Allow"
      Action    = "kms:Decrypt"
      Resource  = var.key_arns.secrets
      Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${data.aws_region.current.name}.amazonaws.com" } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "proxy" {
  count = var.data.proxy ? 1 : 0

  role       = aws_iam_role.proxy[0].name
  policy_arn = aws_iam_policy.proxy[0].arn
}

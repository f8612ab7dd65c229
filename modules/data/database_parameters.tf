locals {
  # No statement with its values in any log: what people say is health data. PostgreSQL's own
  # statement logging stays off; pgaudit writes down what only privileged roles can do, changes of
  # structure and of roles, and Performance Insights keeps statements as digests.
  database_parameters = {
    "idle_in_transaction_session_timeout" = "30000"
    "log_connections"                     = "1"
    "log_disconnections"                  = "1"
    "log_error_verbosity"                 = "terse"
    "log_lock_waits"                      = "1"
    "log_min_duration_statement"          = "-1"
    "log_min_error_statement"             = "panic"
    "log_parameter_max_length"            = "0"
    "log_parameter_max_length_on_error"   = "0"
    "log_statement"                       = "none"
    "password_encryption"                 = "scram-sha-256"
    "pgaudit.log"                         = "ddl,role"
    "pgaudit.log_parameter"               = "0"
    "pgaudit.role"                        = "rds_pgaudit"
  }
  # Taken when the server starts, not before.
  database_start_parameters = {
    "shared_preload_libraries" = "pg_stat_statements,pgaudit"
  }
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-postgres16"
  family      = "postgres16"
  description = "TLS only; no statement text or values in the logs."

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  dynamic "parameter" {
    for_each = local.database_parameters

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  dynamic "parameter" {
    for_each = local.database_start_parameters

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "pending-reboot"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

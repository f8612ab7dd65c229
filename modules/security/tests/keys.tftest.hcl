mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  # Every key rotates and can be rescued.
  assert {
    condition     = alltrue([for key in aws_kms_key.purpose : key.enable_key_rotation && key.rotation_period_in_days == 365 && key.deletion_window_in_days == 30])
    error_message = "Keys turn every year and can be rescued for the whole window."
  }

  assert {
    condition     = { for purpose, alias in aws_kms_alias.purpose : purpose => alias.name }["database"] == "alias/alphawolf-test-database"
    error_message = "A key is found by its alias."
  }

  # No key is open.
  assert {
    condition = alltrue(flatten([
      for key in aws_kms_key.purpose : [
        for statement in jsondecode(key.policy).Statement : !contains(flatten([statement.Action]), "kms:*") && statement.Principal != "*"
      ]
    ]))
    error_message = "No statement allows everything, or everyone."
  }

  assert {
    condition = alltrue(flatten([
      for key in aws_kms_key.purpose : [
        for statement in jsondecode(key.policy).Statement : contains(["AccountAdministers", "ServiceAsks"], statement.Sid) || can(statement.Condition)
      ]
    ]))
    error_message = "Whoever uses a key does so under a condition."
  }

  assert {
    condition = alltrue(flatten([
      for key in aws_kms_key.purpose : [
        for statement in jsondecode(key.policy).Statement : length([
          for action in flatten([statement.Action]) : action if can(regex("^kms:(Decrypt|Encrypt|GenerateDataKey|ReEncrypt|CreateGrant)", action))
        ]) == 0 if statement.Sid == "AccountAdministers"
      ]
    ]))
    error_message = "Who administers a key cannot use it."
  }

  # A key is used through its own services alone.
  assert {
    condition = {
      for purpose, key in aws_kms_key.purpose : purpose => jsondecode(key.policy).Statement[1].Condition.StringEquals["kms:ViaService"]
      if purpose != "fields"
      } == {
      alarms    = ["sns.us-east-1.amazonaws.com"]
      art       = ["s3.us-east-1.amazonaws.com"]
      audit     = ["s3.us-east-1.amazonaws.com"]
      backup    = ["backup.us-east-1.amazonaws.com", "rds.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"]
      database  = ["rds.us-east-1.amazonaws.com", "backup.us-east-1.amazonaws.com"]
      functions = ["lambda.us-east-1.amazonaws.com"]
      images    = ["ecr.us-east-1.amazonaws.com"]
      logs      = ["logs.us-east-1.amazonaws.com"]
      messages  = ["sns.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"]
      secrets   = ["secretsmanager.us-east-1.amazonaws.com"]
      speech    = ["s3.us-east-1.amazonaws.com"]
    }
    error_message = "A key of one purpose opens nothing of another."
  }

  assert {
    condition = [
      for statement in jsondecode(aws_kms_key.purpose["fields"].policy).Statement : [flatten([statement.Action]), statement.Condition]
      if statement.Sid != "AccountAdministers"
    ] == [[["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"], { StringEquals = { "kms:EncryptionContext:purpose" = "alphawolf-fields" } }]]
    error_message = "The key of fields makes, unwraps and wraps anew data keys in its own context, and does nothing else."
  }
}

#!/bin/sh
# What the API needs of AWS, made once the emulator answers; LocalStack and MiniStack both run it and have awslocal.
# FIELD_KEY_MATERIAL: base64 of 32 bytes. LocalStack keeps nothing, so it gets the same key anew at each start and what
# was encrypted stays readable; MiniStack keeps its key, and does not look at these tags.
set -eu

export AWS_DEFAULT_REGION=us-east-1
alias=alias/alphawolf-localstack-fields
id=a1fa3017-0000-4000-8000-000000000001

awslocal sns create-topic --name alphawolf-localstack-alerts >/dev/null
if ! awslocal kms describe-key --key-id "$alias" >/dev/null 2>&1; then
  tags='[{"TagKey": "_custom_id_", "TagValue": "%s"}, {"TagKey": "_custom_key_material_", "TagValue": "%s"}]'
  # shellcheck disable=SC2059 - it is a format
  tags=$(printf "$tags" "$id" "$FIELD_KEY_MATERIAL")
  key=$(awslocal kms create-key --tags "$tags" --query KeyMetadata.KeyId --output text)
  awslocal kms create-alias --alias-name "$alias" --target-key-id "$key"
fi

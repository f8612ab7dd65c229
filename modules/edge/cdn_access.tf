# The buckets answer to this distribution alone, which signs every request to them.
resource "aws_cloudfront_origin_access_control" "bucket" {
  for_each = local.cdn

  name                              = "${var.name}-buckets"
  description                       = "Signs every request to the art and speech buckets."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# The API signs cookies with the private half, which no state, plan or value ever holds.
resource "aws_cloudfront_public_key" "signer" {
  for_each = local.signing_keys

  name        = "${var.name}-${each.key}"
  comment     = "Checks cookies that open one person's paths."
  encoded_key = "${trimspace(each.value)}\n"
}

# Two keys while one takes over from the other: cookies of both are good until the old one leaves.
resource "aws_cloudfront_key_group" "signers" {
  for_each = length(local.signing_keys) == 0 ? toset([]) : local.cdn

  name    = "${var.name}-signers"
  comment = "Keys whose cookies open one person's paths."
  items   = sort(values(aws_cloudfront_public_key.signer)[*].id)
}

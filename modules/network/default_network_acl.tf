# Adopted only to be emptied, as the default security group: a subnet that nobody gave a network
# ACL of its own lets nothing in or out.
resource "aws_default_network_acl" "closed" {
  default_network_acl_id = aws_vpc.this.default_network_acl_id

  tags = { Name = "${var.name}-default-closed" }
}

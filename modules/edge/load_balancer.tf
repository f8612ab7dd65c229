locals {
  # With a certificate the VPC link speaks TLS to the load balancer, under the name that the certificate holds.
  api_origin = var.edge.domain == null ? "http://${aws_lb.api.dns_name}" : "https://${local.hosts.api}"
}

# Internal, and without an inbound rule: the VPC link's traffic is PrivateLink's, which does not
# need one, and nothing else in the VPC can reach the listener.
resource "aws_lb" "api" {
  name               = "${var.name}-api"
  internal           = true
  load_balancer_type = "network"
  subnets            = var.network.private_subnet_ids
  security_groups    = [var.network.security_group_id]

  enable_cross_zone_load_balancing                             = true
  enable_deletion_protection                                   = var.deletion_protection
  enforce_security_group_inbound_rules_on_private_link_traffic = var.features.vpc_link ? "off" : null

  access_logs {
    bucket  = var.buckets.access_logs.name
    prefix  = "load-balancer"
    enabled = true
  }
}

# A task that stops gets no new connection at once, and keeps those it has for half a minute: three times the longest
# that a request may take. Only then is it told to end.
resource "aws_lb_target_group" "api" {
  name                   = "${var.name}-api"
  port                   = var.api.port
  protocol               = "TCP"
  target_type            = "ip"
  vpc_id                 = var.network.vpc_id
  deregistration_delay   = 30
  connection_termination = false

  # Whether the process lives, not whether its database does: while the database fails over, every task would be found
  # unhealthy and replaced, and the tasks would be gone when the database is back.
  health_check {
    protocol            = "HTTP"
    path                = "/health/live"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "api" {
  load_balancer_arn = aws_lb.api.arn
  port              = var.api.port
  protocol          = var.edge.domain == null ? "TCP" : "TLS"
  ssl_policy        = var.edge.domain == null ? null : "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = one(aws_acm_certificate_validation.this[*].certificate_arn)

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

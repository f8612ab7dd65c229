# Internal, and without an inbound rule: the VPC link's traffic is PrivateLink's, which does not
# need one, and nothing else in the VPC can reach the listener.
resource "aws_lb" "api" {
  name               = "${var.name}-api"
  internal           = true
  load_balancer_type = "network"
  subnets            = var.network.private_subnet_ids
  security_groups    = [var.network.security_group_id]

  enable_cross_zone_load_balancing                             = true
  enforce_security_group_inbound_rules_on_private_link_traffic = var.features.vpc_link ? "off" : null
}

resource "aws_lb_target_group" "api" {
  name                 = "${var.name}-api"
  port                 = var.api.port
  protocol             = "TCP"
  target_type          = "ip"
  vpc_id               = var.network.vpc_id
  deregistration_delay = 30

  health_check {
    protocol            = "HTTP"
    path                = "/health/ready"
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
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

# A template, because a condition would still have everything that speaks to the database wait for RDS: 80 s that an
# embedded environment, whose PostgreSQL is another one, need not wait.
locals {
  database_hosts        = [module.data.database_endpoint]
  database_direct_hosts = [module.data.database_direct_endpoint]
}

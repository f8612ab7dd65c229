"""What stands in for AWS's firewall where there is none: nginx, ModSecurity, OWASP's Core Rule Set, and our own rules.

Our rules are read from the modules, so both firewalls have the same; OWASP's take the place of AWS's managed groups.
Anomaly scoring at paranoia level 1: https://coreruleset.org/docs/2-how-crs-works/2-1-anomaly_scoring/.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hcl2

_OPTIONS = hcl2.SerializationOptions(strip_string_quotes=True, with_comments=False, explicit_blocks=False)
_SETUP = "/etc/modsecurity/crs/crs-setup.conf"
_RULES = "/usr/share/modsecurity-crs/rules/*.conf"
MODULE = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so"
# What a machine needs for it, and the packages of Debian that bring it.
NEEDED = (MODULE, _SETUP)
PACKAGES = "libnginx-mod-http-modsecurity modsecurity-crs"
# A response that came from behind the firewall says so; one of the firewall's own does not.
PASSED = "X-Passed-The-Firewall"
# From where AWS's common rules refuse, in bytes:
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
_LONGEST_QUERY, _LONGEST_PATH = 2048, 1024


@dataclass(frozen=True)
class OwnRules:
    """Our own rules as modules/edge says them: patterns of paths, and the longest body in bytes."""

    free_text: str
    large_body: str
    crooked: str
    longest_body: int


def own_rules(edge: str, firewall: str) -> OwnRules:
    """Read them from the text of modules/edge/waf.tf and modules/edge/firewall/rules.tf."""
    paths, rules = _locals(edge), _locals(firewall)
    factors = re.findall(r"\d+", str(rules["body_limit_bytes"]))
    longest = 1
    for factor in factors:
        longest *= int(factor)
    return OwnRules(
        free_text=_pattern(paths["free_text_paths"]),
        large_body=_pattern(paths["large_body_paths"]),
        crooked=str(rules["crooked_paths"]),
        longest_body=longest,
    )


def rules_text(own: OwnRules, folder: Path) -> str:
    """The configuration of ModSecurity, which logs into `folder`.

    920350 is left out: it dislikes a host that is an address, as that of this machine is.
    """
    crooked = own.crooked.replace(r"\\", r"\x5c")  # ModSecurity takes a backslash out of each pair
    return f"""\
SecRuleEngine On
SecRequestBodyAccess On
SecRequestBodyLimit 1048576
SecRequestBodyNoFilesLimit 1048576
SecRequestBodyLimitAction ProcessPartial
SecResponseBodyAccess Off
SecTmpDir {folder}
SecDataDir {folder}
SecAuditEngine RelevantOnly
SecAuditLogRelevantStatus "^403$"
SecAuditLogFormat JSON
SecAuditLogParts ABHZ
SecAuditLogType Serial
SecAuditLog {folder / "audit.log"}
SecRule REQUEST_HEADERS:Content-Type "^application/json" \\
  "id:200001,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
SecAction "id:900200,phase:1,pass,nolog,setvar:'tx.allowed_methods=GET HEAD POST OPTIONS PUT PATCH DELETE'"
Include {_SETUP}
SecRule REQUEST_URI_RAW "@rx ^[^?]*(?:{crooked})" "id:9001,phase:1,deny,status:403,log,msg:'crooked-path'"
SecRule REQUEST_HEADERS:Content-Length "@gt {own.longest_body}" \\
  "id:9002,phase:1,deny,status:403,log,msg:'body-size',chain"
  SecRule REQUEST_FILENAME "!@rx {own.large_body}" "t:none"
SecRule QUERY_STRING "@gt {_LONGEST_QUERY}" "id:9003,phase:1,t:length,deny,status:403,log,msg:'query-size'"
SecRule REQUEST_FILENAME "@gt {_LONGEST_PATH}" "id:9004,phase:1,t:length,deny,status:403,log,msg:'path-size'"
SecRule REQUEST_FILENAME "@rx {own.free_text}" \\
  "id:9005,phase:1,pass,nolog,ctl:ruleRemoveByTag=attack-sqli,ctl:ruleRemoveByTag=attack-xss"
Include {_RULES}
SecRuleRemoveById 920350
"""


def nginx_text(folder: Path, port: int, upstream: str) -> str:
    """The configuration of nginx: one process on loopback that keeps everything in `folder`."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n  ".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    return f"""\
load_module {MODULE};
daemon off;
master_process off;
pid {folder / "nginx.pid"};
error_log {folder / "error.log"} warn;
events {{ worker_connections 64; }}
http {{
  {temporary}
  access_log off;
  server_tokens off;
  merge_slashes off;
  client_max_body_size 20m;
  large_client_header_buffers 4 64k;
  server {{
    listen 127.0.0.1:{port};
    modsecurity on;
    modsecurity_rules_file {folder / "rules.conf"};
    location / {{
      proxy_pass {upstream.rstrip("/")}/;
      proxy_set_header Host $proxy_host;
      add_header {PASSED} $upstream_status always;
    }}
  }}
}}
"""


def acted(transaction: dict[str, Any], mark: str) -> tuple[str, tuple[str, ...]]:
    """The value of the header `mark` in one line of the audit log, and the rules that acted on its request."""
    body = transaction["transaction"]
    headers = {name.lower(): value for name, value in body["request"]["headers"].items()}
    rules = [_rule(message) for message in body.get("messages", [])]
    return str(headers.get(mark.lower(), "")), tuple(dict.fromkeys(rule for rule in rules if rule))


def _rule(message: dict[str, Any]) -> str:
    """Our rules by their names, OWASP's by their numbers; the one that adds the scores up says nothing of its own."""
    number = str(message["details"]["ruleId"])
    if number in ("949110", "980130"):
        return ""
    return str(message["message"]) if number.startswith("900") and len(number) == 4 else f"CRS {number}"


def _pattern(paths: list[str]) -> str:
    """The pattern that modules/edge/firewall/rules.tf makes of such paths, without the stage's prefix."""
    return f"^/({'|'.join(re.sub(r'/{[a-z_]+}', '/[^/]+', path) for path in paths)})$"


def _locals(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in hcl2.loads(text, serialization_options=_OPTIONS).get("locals", ()):
        found |= block
    return found
